using System.Threading.RateLimiting;
using Flint.RateLimiting.Tests.Support;

namespace Flint.RateLimiting.Tests;

public sealed class FlintRateLimiterTests : EmbeddedLimits
{
    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Lease_should_tell_when_its_cost_passes_to_the_tick(Algorithm algorithm)
    {
        await Limiter.LimitAsync("k", 7, "1m", algorithm);
        await using var limiter = new FlintRateLimiter(Limiter, "k", Clock);
        Assert.True((await limiter.AcquireAsync(4)).IsAcquired);
        Clock.Advance(TimeSpan.FromTicks(12_345_678));
        Assert.True((await limiter.AcquireAsync(2)).IsAcquired);

        var denied = await limiter.AcquireAsync(5);

        Assert.False(denied.IsAcquired);
        Assert.True(denied.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        Clock.Advance(wait - TimeSpan.FromTicks(1));
        Assert.False((await limiter.AcquireAsync(5)).IsAcquired);
        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.True((await limiter.AcquireAsync(5)).IsAcquired);
    }

    [Fact]
    public async Task Lease_should_tell_the_limit()
    {
        await Limiter.LimitAsync("api:ada", 10, "1m", Algorithm.FixedWindowCounter);
        await using var limiter = new FlintRateLimiter(Limiter, "api:ada", Clock);

        using var granted = await limiter.AcquireAsync(4);
        using var denied = await limiter.AcquireAsync(7);

        foreach (var lease in new[] { granted, denied })
        {
            Assert.Equal(("api:ada", 10L, 6L), (Of(lease, FlintMetadata.Key), Of(lease, FlintMetadata.Limit), Of(lease, FlintMetadata.Remaining)));
            Assert.Equal(Clock.GetUtcNow().AddMinutes(1), Of(lease, FlintMetadata.Reset));
            Assert.False(lease.TryGetMetadata(FlintMetadata.Policy, out _));
        }
        Assert.Equal(["FLINT_KEY", "FLINT_LIMIT", "FLINT_REMAINING", "FLINT_RESET"], granted.MetadataNames);
        Assert.Equal(["RETRY_AFTER", "FLINT_KEY", "FLINT_LIMIT", "FLINT_REMAINING", "FLINT_RESET"], denied.MetadataNames);
        Assert.False(granted.TryGetMetadata(MetadataName.RetryAfter, out _));
    }

    [Fact]
    public async Task No_permits_should_be_a_probe_that_consumes_nothing()
    {
        await Limiter.LimitAsync("k", 2, "1m");
        await using var limiter = new FlintRateLimiter(Limiter, "k", Clock);
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await limiter.AcquireAsync(0)).IsAcquired);
            Assert.True(limiter.AttemptAcquire(0).IsAcquired);
        }
        await limiter.AcquireAsync(2);

        using var probe = await limiter.AcquireAsync(0);

        Assert.False(probe.IsAcquired);
        Assert.False(limiter.AttemptAcquire(0).IsAcquired);
        Assert.Equal(TimeSpan.FromSeconds(30), Of(probe, MetadataName.RetryAfter));
        Assert.Equal((2, 0), await CountedAsync("k"));
    }

    [Fact]
    public async Task Attempt_should_charge_nothing_and_fail_without_asking()
    {
        await using var limiter = new FlintRateLimiter(Limiter, "without a limit", Clock); // asking would throw

        using var attempt = limiter.AttemptAcquire();

        Assert.False(attempt.IsAcquired);
        Assert.Contains("AcquireAsync", Of(attempt, MetadataName.ReasonPhrase), StringComparison.Ordinal);
        Assert.Equal([MetadataName.ReasonPhrase.Name], attempt.MetadataNames);
    }

    [Fact]
    public async Task More_than_the_limit_should_be_out_of_range()
    {
        await Limiter.LimitAsync("k", 5, "1m");
        await using var limiter = new FlintRateLimiter(Limiter, ("k", 2), Clock);

        Assert.True((await limiter.AcquireAsync(2)).IsAcquired);
        var e = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await limiter.AcquireAsync(3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await limiter.AcquireAsync(int.MaxValue));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await limiter.AcquireAsync(-1));

        Assert.Equal(("permitCount", 3), (e.ParamName, e.ActualValue));
        Assert.Equal((4, 0), await CountedAsync("k"));
    }

    [Fact]
    public async Task Statistics_should_be_the_keys_own_and_outlive_a_restart()
    {
        await Limiter.LimitAsync("k", 5, "1h");
        await using (var limiter = new FlintRateLimiter(Limiter, "k", Clock))
        {
            await limiter.AcquireAsync(2);
            await limiter.AcquireAsync(4);
            limiter.AttemptAcquire();
        }
        await RestartAsync();
        await using var again = new FlintRateLimiter(Limiter, "k", Clock);
        await again.AcquireAsync();

        var statistics = again.GetStatistics()!;

        Assert.Equal(
            (2L, 0L, 2L, 1L),
            (statistics.CurrentAvailablePermits, statistics.CurrentQueuedCount, statistics.TotalSuccessfulLeases, statistics.TotalFailedLeases));
        await using var unknown = new FlintRateLimiter(Limiter, "nobody", Clock);
        Assert.Null(unknown.GetStatistics());
    }

    [Fact]
    public async Task Statistics_should_count_a_key_once_that_a_resource_names_twice()
    {
        await Limiter.LimitAsync("k", 10, "1h");
        await using var limiter = new FlintPartitionedRateLimiter<string>(Limiter, _ => ["k", ("k", 2)], Clock);
        await limiter.AcquireAsync("any", 2);
        await limiter.AcquireAsync("any", 2);

        var statistics = limiter.GetStatistics("any")!;

        Assert.Equal((1L, 1L, 1L), (statistics.CurrentAvailablePermits, statistics.TotalSuccessfulLeases, statistics.TotalFailedLeases));
    }

    [Fact]
    public async Task Disposal_should_neither_delete_nor_refund()
    {
        await Limiter.LimitAsync("k", 5, "1h");
        var limiter = new FlintRateLimiter(Limiter, "k", Clock);
        (await limiter.AcquireAsync(2)).Dispose();

        await limiter.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await limiter.AcquireAsync());
        Assert.Throws<ObjectDisposedException>(() => limiter.AttemptAcquire());
        Assert.Throws<ObjectDisposedException>(limiter.GetStatistics);
        Assert.Equal(3, (await Limiter.StatusAsync("k"))!.Remaining);
        Assert.True(await Limiter.AllowAsync("k", 3));
    }

    [Fact]
    public async Task Idle_should_be_who_asks_nothing()
    {
        await Limiter.LimitAsync("k", 5, "1h");
        await using var limiter = new FlintRateLimiter(Limiter, "k", Clock);
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), limiter.IdleDuration);

        await limiter.AcquireAsync();

        Assert.Equal(TimeSpan.Zero, limiter.IdleDuration);
    }

    [Fact]
    public async Task Several_keys_should_be_charged_all_or_none()
    {
        await Limiter.LimitAsync("ip", 3, "1m");
        await Limiter.LimitAsync("user", 20, "1m");
        await using var limiter = new FlintRateLimiter(Limiter, ["user", ("ip", 2)], Clock);

        using var granted = await limiter.AcquireAsync();
        using var denied = await limiter.AcquireAsync();

        Assert.Equal((true, "ip", 1L), (granted.IsAcquired, Of(granted, FlintMetadata.Key), Of(granted, FlintMetadata.Remaining)));
        Assert.Equal((false, "ip", TimeSpan.FromSeconds(20)), (denied.IsAcquired, Of(denied, FlintMetadata.Key), Of(denied, MetadataName.RetryAfter)));
        Assert.False((await limiter.AcquireAsync(0)).IsAcquired);
        Assert.Equal(((1, 0), (2, 1)), (await CountedAsync("user"), await CountedAsync("ip")));
        var statistics = limiter.GetStatistics()!;
        Assert.Equal((0L, 1L, 1L), (statistics.CurrentAvailablePermits, statistics.TotalSuccessfulLeases, statistics.TotalFailedLeases));
    }

    [Fact]
    public async Task Keys_out_of_bounds_should_be_refused_where_they_are_written()
    {
        Assert.Throws<InvalidKeyException>(() => new FlintRateLimiter(Limiter, ""));
        Assert.Throws<InvalidCostException>(() => new FlintRateLimiter(Limiter, ("k", 0)));
        Assert.Throws<DuplicateKeyException>(() => new FlintRateLimiter(Limiter, ["k", "k"]));
        Assert.Throws<InvalidItemCountException>(() => new FlintRateLimiter(Limiter, []));
        await using var unknown = new FlintRateLimiter(Limiter, "unknown", Clock);
        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await unknown.AcquireAsync());
    }

    [Fact]
    public async Task Cancelled_acquisition_should_be_cancelled()
    {
        await Limiter.LimitAsync("k", 5, "1h");
        await using var limiter = new FlintRateLimiter(Limiter, "k", Clock);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limiter.AcquireAsync(1, cancelled.Token));

        Assert.Equal((0, 0), await CountedAsync("k"));
    }

    private static T? Of<T>(RateLimitLease lease, MetadataName<T> name) => lease.TryGetMetadata(name, out var value) ? value : default;
}
