using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Flint.House.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Flint.House.Tests.Docs;

/// <summary>The code of docs/aspnetcore.md that no sample has.</summary>
public sealed partial class AspNetCoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_app_should_tell_its_limits_and_its_health()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddFlint(o => o.DataDirectory = _directory.Path);
        // docs: health
        builder.Services.AddHealthChecks().AddFlint();
        // end
        await using var app = builder.Build();
        // docs: metrics
        app.MapFlintMetrics("/metrics", o => o.IncludeKeyLabel = false);
        // end
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        await app.Services.GetRequiredService<ILimiter>().LimitAsync("user:ada", 1, "1h");
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        var text = await http.GetStringAsync("/metrics");

        Assert.Contains("flint_limit_info{algorithm=\"token_bucket\"} 1\n", text, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
    }

    [Fact]
    public async Task OpenTelemetry_should_see_what_the_limiter_measures_and_traces()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddFlint(o => o.DataDirectory = _directory.Path);
        // docs: telemetry
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter("Flint.Actors"))
            .WithTracing(tracing => tracing.AddSource("Flint.Actors"));
        // end
        var (exported, spans) = (new Exported<Metric>(), new Exported<Activity>());
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(new SimpleActivityExportProcessor(spans)));
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddReader(new BaseExportingMetricReader(exported)));
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        var limiter = app.Services.GetRequiredService<ILimiter>();
        await limiter.LimitAsync("user:ada", 1, "1h");
        await limiter.CheckAsync("user:ada");
        app.Services.GetRequiredService<MeterProvider>().ForceFlush();

        var documented = Instrument().Matches(Repository.Read("docs/aspnetcore.md")).Select(row => (row.Groups[1].Value, row.Groups[2].Value)).Order();
        // Limiters of other tests may be seen, too.
        Assert.Equal(documented, exported.All.Select(metric => (metric.Name, metric.Unit)).Distinct().Order());
        Assert.Contains(spans.All, span => span is { OperationName: "flint.check" }
            && span.GetTagItem("flint.key.hash") is "19d0191a4a075795" && span.GetTagItem("flint.decision") is "allowed");
    }

    [GeneratedRegex(@"^\| `(flint\.[\w.]+)` \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Instrument();

    private sealed class Exported<T> : BaseExporter<T>
        where T : class
    {
        public ConcurrentQueue<T> All { get; } = [];

        public override ExportResult Export(in Batch<T> batch)
        {
            foreach (var item in batch)
                All.Enqueue(item);
            return ExportResult.Success;
        }
    }
}
