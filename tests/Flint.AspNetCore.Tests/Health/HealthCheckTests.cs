using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Flint.Testing;
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

    [Fact]
    public async Task Storage_that_has_failed_should_be_unhealthy_whoever_noticed_it()
    {
        var disk = new MemoryDisk();
        await using var limiter = DiskLimiter.Open(disk, Clock);
        await limiter.LimitAsync("k", 2, "1h");
        await using var app = await StartAsync(limiter);
        Assert.Equal(200, await app.GetAsync("/health"));

        disk.Fault = new DiskFault(call => call.Operation == "sync", At: 1, DiskFault.InputOutputError);
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAsync("k"));
        while (await Record.ExceptionAsync(async () => await limiter.StatusAsync("flint:health")) is null)
        {
            // who looks may hear of it a moment after the one whose check it was
        }

        Assert.Equal(503, await app.GetAsync("/health"));
    }

    private Task<App> StartAsync(ILimiter limiter) => App.StartAsync(
        limiter,
        Clock,
        app => app.MapHealthChecks("/health"),
        services => services.AddHealthChecks().AddFlint());
}
