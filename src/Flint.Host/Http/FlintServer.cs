using Flint.Host.Http.Endpoints;
using Flint.Host.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flint.Host.Http;

/// <summary>The HTTP API over a limiter that somebody else opens and disposes.</summary>
internal sealed class FlintServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WorkGate _gate;
    private readonly WorkGate _longGate;

    private FlintServer(WebApplication app, WorkGate gate, WorkGate longGate) => (_app, _gate, _longGate) = (app, gate, longGate);

    /// <summary>Where it listens, with the real port.</summary>
    public string Url => _app.Urls.First();

    /// <summary>What it answers to.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>();

    /// <summary>Starts to listen.</summary>
    /// <param name="settings">How.</param>
    /// <param name="limiter">What it serves.</param>
    /// <param name="failure">Why the storage is not sound, or null while it is.</param>
    /// <param name="log">Where warnings go.</param>
    /// <param name="ct">Gives the start up.</param>
    /// <exception cref="IOException">The address is taken or not to be had, or the certificate cannot be read.</exception>
    public static async Task<FlintServer> StartAsync(
        ServerSettings settings, ILimiter limiter, Func<string?> failure, TextWriter log, CancellationToken ct)
    {
        var gate = new WorkGate(settings.MaxBlocking, TimeProvider.System);

        // What goes through every key or the whole log takes its time, and a list that of its reader: their places are not those of checks.
        var longGate = new WorkGate(settings.MaxBlocking, TimeProvider.System);
        var server = new FlintServer(Build(settings, limiter, failure, gate, longGate, log), gate, longGate);
        try
        {
            await server._app.StartAsync(ct);
            return server;
        }
        catch (NotSupportedException e) when (settings.Certificate is not null)
        {
            // A certificate without its key is met only when it is to be used.
            await server.DisposeAsync();
            throw KestrelCertificate.Unusable(e.Message, e);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Accepts nothing more and returns when what was accepted is answered, or cut off because it took longer than the grace.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _gate.Dispose();
        _longGate.Dispose();
    }

    private static WebApplication Build(ServerSettings settings, ILimiter limiter, Func<string?> failure, WorkGate gate, WorkGate longGate, TextWriter log)
    {
        // The empty builder: no settings files and nobody watching them, no ASPNETCORE_* variables that would listen elsewhere.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.StopGrace);
        builder.Logging.AddProvider(new LineLoggerProvider(log, TimeProvider.System)).SetMinimumLevel(LogLevel.Warning);

        // A start that fails is told by whoever started it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // Else the framework begins an activity for each request, which nobody here reads.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = settings.MaxConnections;
            kestrel.Limits.MaxRequestBodySize = ServerSettings.MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = ServerSettings.HeadTimeout;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(ServerSettings.SlowestBody, ServerSettings.BodyGrace);
            kestrel.Limits.KeepAliveTimeout = ServerSettings.IdleTimeout;
            settings.Certificate?.LoadInto(kestrel);
            kestrel.Listen(settings.Bind, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (settings.Certificate is not null)
                    listen.UseHttps();
            });
        });

        var app = builder.Build();
        app.Use(next => new FailureReplies(next, app.Logger).InvokeAsync);
        app.Use(next => new Door(next, settings.Tokens).InvokeAsync);
        app.Use(next => new HeadAsGet(next).InvokeAsync);
        app.UseRouting();
        new HealthEndpoint(failure).Map(app);
        new CheckEndpoints(limiter, gate, new Repeats(TimeProvider.System)).Map(app);
        new LimitsEndpoints(limiter, gate, longGate).Map(app);
        new TemplatesEndpoints(limiter, gate).Map(app);
        new TopEndpoint(limiter, longGate).Map(app);
        new TotalsEndpoint(limiter, gate).Map(app);
        new MetricsEndpoint(limiter, settings.MetricsWithKeys ? longGate : gate, settings.MetricsWithKeys).Map(app);
        new MaintenanceEndpoints(limiter, gate, longGate).Map(app);
        new DoctorEndpoint(limiter, longGate).Map(app);
        new OpenApiEndpoint().Map(app);
        return app;
    }
}
