// Limits on the generic host: Akka.Hosting builds the actor system, the container gives ILimiter and the ref.
//
//     dotnet run --project samples/HostedService

using Akka.Hosting;
using Flint.Hosting;
using HostedService;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

// AddAkka runs its lambda when the container is built already, too late to add to it: AddFlint beside it makes ILimiter the limiter of that system.
// docs: host
builder.Services.AddAkka("app", akka => akka
    .ConfigureLoggers(loggers => loggers.ClearLoggers().AddLoggerFactory())
    .WithFlint(o => o.DataDirectory = ".flint"));
builder.Services.AddFlint();
builder.Services.AddHostedService<ReportWorker>();
// end

await builder.Build().RunAsync();
