using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flint.AspNetCore.Tests.Health;

public sealed class HealthCheckTests : EmbeddedLimits
{
    [Fact]
    public async Task Health_should_be_that_of_the_limiter_and_charge_nothing()
    {
        var limiter = new FaultyLimiter(Limiter);
        await using var app = await StartAsync(limiter);
        Assert.Equal(200, await app.GetAsync("/health"));

        limiter.Fault = _ => Task.FromException(new StorageFailedException("the disk is gone"));
        Assert.Equal(503, await app.GetAsync("/health"));
        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        limiter.Fault = null;

        Assert.Equal(("the disk is gone", HealthStatus.Unhealthy), (report.Entries["flint"].Description, report.Status));
        Assert.Equal(200, await app.GetAsync("/health"));
        await foreach (var limit in Limiter.ListAsync())
            Assert.Fail($"{limit.Key} was configured");
    }

    [Fact]
    public async Task Actor_system_that_has_stopped_should_be_unhealthy()
    {
        await using var app = await StartAsync(Limiter);

        await Limiter.DisposeAsync();

        Assert.Equal(503, await app.GetAsync("/health"));
    }

    private Task<App> StartAsync(ILimiter limiter) => App.StartAsync(
        limiter,
        Clock,
        app => app.MapHealthChecks("/health"),
        services => services.AddHealthChecks().AddFlint());
}
