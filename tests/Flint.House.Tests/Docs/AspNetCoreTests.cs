using Flint.House.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Flint.House.Tests.Docs;

/// <summary>The code of docs/aspnetcore.md that no sample has.</summary>
public sealed class AspNetCoreTests : IDisposable
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
}
