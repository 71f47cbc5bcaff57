// A worker that calls a partner no more often than was agreed, over restarts too: Polly's pipeline asks Flint before each call.
//
//     dotnet run --project samples/OutgoingWorker -- https://partner.example/

using Flint;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.RateLimiting;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddFlint(o => o.DataDirectory = ".flint");
builder.Services.AddSingleton(new Uri(args[0]));
builder.Services.AddHostedService<PartnerWorker>();
await builder.Build().RunAsync();

internal sealed class PartnerWorker(ILimiter limiter, Uri partner, IHostApplicationLifetime host) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // docs: polly
        var agreed = new KeyCharge("out:partner") { Lazily = new LimitTerms(3, "1h", Algorithm.SlidingWindowLog) };
        var pipeline = new ResiliencePipelineBuilder()
            .AddRateLimiter(new FlintRateLimiter(limiter, agreed))
            .Build();
        // end
        using var http = new HttpClient();
        for (var call = 1; call <= 5; call++)
        {
            try
            {
                var status = await pipeline.ExecuteAsync(async ct => (await http.GetAsync(partner, ct)).StatusCode, stoppingToken);
                Console.WriteLine($"call {call}: {status}");
            }
            catch (RateLimiterRejectedException e)
            {
                Console.WriteLine($"call {call}: kept back for {Math.Ceiling(e.RetryAfter!.Value.TotalMinutes)} minutes");
            }
        }
        host.StopApplication();
    }
}
