using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class TopTests : DiskLimits
{
    [Fact]
    public async Task Top_should_rank_by_the_total_and_then_by_the_bytes_of_the_key()
    {
        var limiter = Open();
        await Compete(limiter, "b", granted: 1, denied: 3);
        await Compete(limiter, "a", granted: 2, denied: 1);
        await Compete(limiter, "\U0001F600", granted: 3, denied: 3);
        await Compete(limiter, "\uFF5E", granted: 3, denied: 3); // before the smiley in UTF-8, behind it in UTF-16
        await Compete(limiter, "idle", granted: 0, denied: 0);

        Assert.Equal(["b", "\uFF5E", "\U0001F600", "a", "idle"], await Top(limiter, TopBy.Denied, 20));
        Assert.Equal(["\uFF5E", "\U0001F600", "a", "b", "idle"], await Top(limiter, TopBy.Allowed, int.MaxValue));
        Assert.Equal(["b", "\uFF5E"], await Top(limiter, TopBy.Denied, 2));
        Assert.Equal(["\uFF5E"], await Top(limiter, TopBy.Allowed, 1));
        await limiter.DisposeAsync();
        Assert.Equal(["b", "\uFF5E"], await Top(Open(), TopBy.Denied, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Top_should_be_the_head_of_all_in_order(int seed)
    {
        var random = new Random(seed);
        var limiter = Open(SyncMode.Batch());
        for (var i = 0; i < 40; i++)
            await Compete(limiter, $"k{i}", random.Next(4), random.Next(4));
        var all = await List(limiter);

        for (var limit = 1; limit < 45; limit += 7)
        {
            Assert.Equal(all.OrderByDescending(s => s.TotalDenied).ThenBy(s => s.Key, KeyOrder.Comparer).Take(limit), await limiter.TopAsync(TopBy.Denied, limit));
            Assert.Equal(all.OrderByDescending(s => s.TotalAllowed).ThenBy(s => s.Key, KeyOrder.Comparer).Take(limit), await limiter.TopAsync(TopBy.Allowed, limit));
        }
        Assert.Equal(20, (await limiter.TopAsync()).Count);
    }

    private static async Task<IEnumerable<string>> Top(Limiter limiter, TopBy by, int limit) => (await limiter.TopAsync(by, limit)).Select(status => status.Key);

    private static async Task Compete(Limiter limiter, string key, int granted, int denied)
    {
        await limiter.LimitAsync(key, Math.Max(1, granted), "1d");
        for (var i = 0; i < granted + denied; i++)
            await limiter.CheckAsync(key);
    }
}
