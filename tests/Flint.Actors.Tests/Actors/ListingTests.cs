using Akka.Actor;
using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.Limits;
using Flint.Messages;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class ListingTests : DiskLimits
{
    [Fact]
    public async Task List_should_wake_nobody_and_say_what_those_who_are_awake_have_not_recorded_yet()
    {
        var limiter = Open();
        var keys = Enumerable.Range(0, 1_500).Select(i => $"k:{i:D4}").ToArray();
        foreach (var key in keys)
            await limiter.LimitAsync(key, 3, "1d");
        await limiter.CheckAsync(keys[7], 2);
        await limiter.DisposeAsync();

        limiter = Open();
        await limiter.CheckAsync(keys[1_000], 3);
        await limiter.CheckAsync(keys[1_000]); // denied, and not in the log before the clock moves
        var listed = await List(limiter);

        Assert.Equal(keys, listed.Select(status => status.Key));
        Assert.Equal((2, 1, 0), (listed[7].TotalAllowedCost, listed[7].Remaining, listed[7].TotalDenied));
        Assert.Equal((3, 0, 1), (listed[1_000].TotalAllowedCost, listed[1_000].Remaining, listed[1_000].TotalDenied));
        Assert.Equal(["k:1000"], (await limiter.TopAsync(TopBy.Denied, 1)).Select(status => status.Key));
        Assert.Equal([keys[1_000]], await Awake(limiter));
    }

    /// <summary>A key may be awake when its window is taken, write, and sleep by the time its partition is asked.</summary>
    [Fact]
    public void Window_should_read_what_was_written_since_it_was_taken()
    {
        using var log = LogEngine.Open(Disk.Open(), new LogSettings(IsBatch: false, 100, TimeSpan.FromSeconds(1)));
        Write(1, LimitEntry.Configured(1, new LimitConfig(new Terms(Algorithm.TokenBucket, 5, TimeSpan.TicksPerDay))));
        using var window = new LogKeyCatalog(log, hasSnapshots: true).Windows("", after: null, () => 10).First();

        Write(2, LimitEntry.Allow(2, 3));
        var read = new List<(string, long)>();
        window.Read(_ => true, (number, state) => read.Add((window.Key(number), state.TotalAllowedCost)));

        Assert.Equal([("a", 3L)], read);

        void Write(long number, LimitEntry entry)
        {
            log.Append(KeyLines.Line(RecordKind.Event, KeyIds.Of("a"), number, entry.At, new LimitEvents([entry])) with { Writer = "w", Count = 1 });
            log.Commit(Assert.Null);
            log.FlushAsync().GetAwaiter().GetResult();
        }
    }

    [Fact]
    public async Task List_asked_for_while_the_limiter_starts_should_hold_what_a_crash_had_left_undone()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b" })
            await limiter.LimitAsync(key, 5, "1d");
        Assert.True(await limiter.AllowAllAsync([("a", 3), ("b", 4)]));

        Kill(); // only the decision is on the disk, not its parts
        var listed = await List(Open());

        Assert.Equal([("a", 3L), ("b", 4L)], listed.Select(status => (status.Key, status.TotalAllowedCost)));
    }

    [Fact]
    public async Task Pages_should_make_up_the_list_while_keys_come_and_are_compacted()
    {
        var limiter = Open();
        for (var i = 0; i < 300; i++)
            await limiter.LimitAsync($"old:{i:D3}", 3, "1d");
        var pages = new List<string>();
        for (string? after = null; ;)
        {
            var page = new List<string>();
            await foreach (var status in limiter.ListAsync(null, after))
            {
                page.Add(status.Key);
                if (page.Count == 25)
                    break;
            }
            if (page.Count == 0)
                break;
            pages.AddRange(page);
            after = page[^1];
            await limiter.LimitAsync($"new:{pages.Count:D3}", 3, "1d");
            if (pages.Count == 100)
                await limiter.CompactAsync();
        }

        Assert.Equal(pages.Distinct().Order(StringComparer.Ordinal), pages);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"old:{i:D3}"), pages.Where(key => key.StartsWith("old", StringComparison.Ordinal)));
    }

    private static async Task<List<string>> Awake(Limiter limiter)
    {
        var awake = new List<string>();
        foreach (var partition in Enumerable.Range(0, 8))
            awake.AddRange((await Actor(limiter, $"/user/flint/partition-{partition}").Ask<AwakeKeys>(GetAwakeKeys.Instance)).Keys);
        return awake;
    }
}
