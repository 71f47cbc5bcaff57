using Flint.Actors;

namespace Flint.Tests.Actors;

public class TopLimitsTests
{
    [Fact]
    public void Best_should_be_kept_each_once_though_one_passes_by_twice()
    {
        var top = new TopLimits(TopBy.Allowed, 3);
        foreach (var (key, allowed) in new[] { ("b", 2L), ("d", 9), ("a", 2), ("c", 1), ("d", 10) })
            top.Add(Limit(key, allowed));

        Assert.Equal([("d", 10), ("a", 2)], top.Take().Select(limit => (limit.Key, limit.TotalAllowed)));
    }

    private static LimitStatus Limit(string key, long allowed) =>
        new(key, 1, TimeSpan.FromSeconds(1), Algorithm.TokenBucket, 1, DateTimeOffset.UnixEpoch, allowed, 0, allowed, 0, null, null, null);
}
