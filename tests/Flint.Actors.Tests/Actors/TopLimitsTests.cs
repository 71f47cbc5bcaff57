using Flint.Actors;
using Flint.State;

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

    [Fact]
    public void What_several_have_found_should_be_ranked_together()
    {
        var all = new TopLimits(TopBy.Allowed, 2);
        foreach (var part in new[] { new[] { ("a", 5L), ("b", 4) }, [("c", 5), ("d", 6)] })
        {
            var own = all.Another();
            foreach (var (key, allowed) in part)
                own.Add(Limit(key, allowed));
            all.AddAll(own);
        }

        Assert.Equal(["d", "a"], all.Take().Select(limit => limit.Key));
    }

    [Theory]
    [InlineData("z", 6, true)]
    [InlineData("a", 5, true)]
    [InlineData("z", 5, false)]
    [InlineData("a", 4, false)]
    public void Only_what_would_be_kept_should_be_taken(string key, long allowed, bool isTaken)
    {
        var top = new TopLimits(TopBy.Allowed, 1);
        Assert.True(top.Takes(new LimitState(), "any"));
        top.Add(Limit("m", 5));
        top.Add(null);

        Assert.Equal(isTaken, top.Takes(new LimitState { TotalAllowed = allowed, TotalDenied = 100 }, key));
    }

    private static LimitStatus Limit(string key, long allowed) =>
        new(key, 1, TimeSpan.FromSeconds(1), Algorithm.TokenBucket, 1, DateTimeOffset.UnixEpoch, allowed, 0, allowed, 0, null, null, null);
}
