using Flint.Tests.Support;

namespace Flint.Tests.Hosting;

public sealed class BadInputTests : DiskLimits
{
    [Fact]
    public async Task Bad_input_should_be_its_own_error_and_change_nothing_on_the_disk()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 5, "1d");
        var before = Disk["flint.aof"];
        var calls = Disk.Calls.Count(c => c.Operation is "write" or "sync");

        foreach (var key in new[] { null!, "", "   ", "a\u0000b", "a\u0085b", "\ud800", "x\udc00", new string('x', 513), new string('é', 257) })
        {
            await Refused<InvalidKeyException>(limiter.LimitAsync(key, 1, "1s"));
            await Refused<InvalidKeyException>(limiter.CheckAsync(key));
            await Refused<InvalidKeyException>(limiter.StatusAsync(key));
            await Refused<InvalidKeyException>(limiter.ResetAsync(key));
            await Assert.ThrowsAsync<InvalidKeyException>(() => History(limiter, key));
            await Refused<InvalidKeyException>(limiter.CheckAllAsync([key]));
        }
        foreach (var per in new[] { null!, "", "0ms", "5x", "99999999999d", "3661d", "-1s", "1.5s", "s", "99999999999999999999" })
            await Refused<InvalidDurationException>(limiter.LimitAsync("k", 1, per));
        foreach (var rate in new[] { 0, -1, long.MinValue, long.MaxValue, LimitRules.MaxRate + 1 })
            await Refused<InvalidRateException>(limiter.LimitAsync("k", rate, "1s"));
        foreach (var cost in new[] { 0, -1, long.MinValue, 6, long.MaxValue })
        {
            await Refused<InvalidCostException>(limiter.CheckAsync("k", cost));
            await Refused<InvalidCostException>(limiter.CheckAllAsync([("k", cost)]));
        }
        await Refused<LimitNotConfiguredException>(limiter.CheckAsync("unknown"));
        await Refused<LimitNotConfiguredException>(limiter.ResetAsync("unknown"));
        await Refused<LimitNotConfiguredException>(limiter.CheckAllAsync(["k", "unknown"]));
        await Refused<DuplicateKeyException>(limiter.CheckAllAsync(["k", "k"]));
        await Refused<InvalidItemCountException>(limiter.CheckAllAsync([]));
        await Refused<InvalidItemCountException>(limiter.CheckAllAsync(null!));
        await Refused<InvalidItemCountException>(limiter.CheckAllAsync([.. Enumerable.Range(0, 65).Select(i => new CheckItem("k" + i))]));
        await Refused<UnknownAlgorithmException>(limiter.LimitAsync("k", 1, "1s", (Algorithm)3));
        foreach (var count in new[] { 0, -1, int.MinValue })
            await Assert.ThrowsAsync<InvalidItemCountException>(async () => await limiter.TopAsync(TopBy.Denied, count));
        await Assert.ThrowsAsync<UnsupportedTopSelectorException>(async () => await limiter.TopAsync((TopBy)2));
        Assert.Null(await limiter.StatusAsync("unknown"));
        Assert.Empty(await History(limiter, "unknown"));
        await limiter.FlushAsync();

        Assert.Equal(before, Disk["flint.aof"]);
        Assert.Equal(calls, Disk.Calls.Count(c => c.Operation is "write" or "sync"));
        Assert.Equal(5, (await limiter.StatusAsync("k"))!.Remaining);
    }

    [Fact]
    public async Task Widest_input_that_is_allowed_should_work()
    {
        var limiter = Open();
        var key = new string('é', 256);

        await limiter.LimitAsync(key, LimitRules.MaxRate, "3660d");
        Assert.True(await limiter.AllowAsync(key, LimitRules.MaxRate));
        Assert.Equal(LimitRules.MaxPer, (await limiter.CheckAsync(key, LimitRules.MaxRate)).RetryAfter);
        var items = Enumerable.Range(0, 64).Select(i => new CheckItem("k" + i)).ToArray();
        foreach (var (name, _) in items)
            await limiter.LimitAsync(name, 1, "1ms");
        Assert.True(await limiter.AllowAllAsync(items));
    }

    private static async Task Refused<T>(ValueTask<CheckResult> request)
        where T : FlintException => await Assert.ThrowsAsync<T>(async () => await request);

    private static async Task Refused<T>(ValueTask<CheckAllResult> request)
        where T : FlintException => await Assert.ThrowsAsync<T>(async () => await request);

    private static async Task Refused<T>(ValueTask<LimitStatus?> request)
        where T : FlintException => await Assert.ThrowsAsync<T>(async () => await request);

    private static async Task Refused<T>(ValueTask request)
        where T : FlintException => await Assert.ThrowsAsync<T>(async () => await request);
}
