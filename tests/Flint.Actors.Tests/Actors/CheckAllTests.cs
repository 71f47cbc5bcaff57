using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class CheckAllTests : InMemoryLimits
{
    [Fact]
    public void Items_should_be_those_of_the_moment_whatever_becomes_of_the_list()
    {
        CheckItem[] items = ["a", ("b", 2)];
        var message = new CheckAll(items);

        items[0] = ("c", 5);

        Assert.Equal(["a", ("b", 2)], message.Items);
    }

    [Fact]
    public async Task Check_all_should_charge_every_key()
    {
        await Limiter.LimitAsync("a", 5, "1d");
        await Limiter.LimitAsync("b", 5, "1d");

        var result = await Limiter.CheckAllAsync([("b", 2), "a"]);

        Assert.True(result.Allowed);
        Assert.Null(result.DeniedKey);
        Assert.Equal([("b", 3L), ("a", 4L)], result.Results.Select(r => (r.Key, r.Remaining)));
        Assert.Equal((4, 1), await Left("a"));
        Assert.Equal((3, 1), await Left("b"));
    }

    [Fact]
    public async Task Denied_check_all_should_charge_nothing_and_count_at_the_first_refusing_key_of_the_request()
    {
        foreach (var key in new[] { "a", "b", "c", "d" })
            await Limiter.LimitAsync(key, 1, "1d");
        await Limiter.CheckAsync("a");
        await Limiter.CheckAsync("c");

        // Both "c" and "a" refuse; "c" stands before the other in the request.
        var result = await Limiter.CheckAllAsync(["d", "c", "b", "a"]);

        Assert.False(result.Allowed);
        Assert.Equal("c", result.DeniedKey);
        Assert.Equal([("d", true), ("c", false)], result.Results.Select(r => (r.Key, r.Allowed)));
        var denied = await Task.WhenAll(new[] { "a", "b", "c", "d" }.Select(async k => (await Limiter.StatusAsync(k))!.TotalDenied));
        Assert.Equal<long[]>([0, 0, 1, 0], denied);
        Assert.Equal((1, 0), await Left("b"));
        Assert.Equal((1, 0), await Left("d"));
    }

    [Fact]
    public async Task Unknown_key_should_be_an_error_wherever_it_stands()
    {
        await Limiter.LimitAsync("a", 1, "1d");
        await Limiter.CheckAsync("a");

        var e = await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await Limiter.CheckAllAsync(["a", "z"]));

        Assert.Equal("z", e.Key);
        Assert.Equal(0, (await Limiter.StatusAsync("a"))!.TotalDenied);
    }

    [Fact]
    public async Task Overlapping_check_alls_of_many_callers_should_add_up_and_never_deadlock()
    {
        string[] keys = ["a", "b", "c", "d"];
        foreach (var key in keys)
            await Limiter.LimitAsync(key, 500, "1d", Algorithm.SlidingWindowLog);

        var spent = new long[keys.Length];
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var i = 0; i < 20; i++)
            {
                var items = keys.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).Select(k => new CheckItem(k, random.Next(1, 4))).ToArray();
                if (await Limiter.AllowAllAsync(items))
                    foreach (var (key, cost) in items)
                        Interlocked.Add(ref spent[Array.IndexOf(keys, key)], cost);
                if (await Limiter.AllowAsync(items[0].Key))
                    Interlocked.Increment(ref spent[Array.IndexOf(keys, items[0].Key)]);
            }
        })));

        for (var i = 0; i < keys.Length; i++)
        {
            var status = (await Limiter.StatusAsync(keys[i]))!;
            Assert.Equal(spent[i], status.TotalAllowedCost);
            Assert.Equal(500 - spent[i], status.Remaining);
        }
    }

    private async Task<(long Remaining, long Allowed)> Left(string key)
    {
        var status = (await Limiter.StatusAsync(key))!;
        return (status.Remaining, status.TotalAllowed);
    }
}
