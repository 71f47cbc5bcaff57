using Akka.Actor;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class CompactionTests : DiskLimits
{
    [Fact]
    public async Task Everything_should_be_the_same_after_a_compaction_and_after_a_restart()
    {
        var limiter = Open();
        foreach (var key in Enumerable.Range(0, 50).Select(i => $"key {i} \U0001F600"))
        {
            await limiter.LimitAsync(key, 5, "1d", (Algorithm)(key.Length % 3));
            for (var i = 0; i < 8; i++)
                await limiter.CheckAsync(key);
        }
        Assert.True(await limiter.AllowAllAsync(["key 1 \U0001F600"]) is false);
        await limiter.FlushAsync();
        var before = await List(limiter);

        await limiter.CompactAsync();

        Assert.Equal(["flint.aof", "flint.snapshot"], Disk.Names);
        Assert.Equal(before, await List(limiter));
        await limiter.DisposeAsync();
        limiter = Open();
        Assert.Equal(before, await List(limiter));
        await limiter.CheckAsync("key 7 \U0001F600");
        await limiter.CompactAsync();
        Kill();
        Assert.Equal(9, (await Open().StatusAsync("key 7 \U0001F600"))!.TotalAllowed + (await limiter.StatusAsync("key 7 \U0001F600"))!.TotalDenied);
    }

    [Fact]
    public async Task Decision_whose_parts_are_not_durable_yet_should_stay_open_through_a_compaction()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b" })
            await limiter.LimitAsync(key, 5, "1d");
        Assert.True(await limiter.AllowAllAsync([("a", 3), ("b", 4)]));
        Kill(); // only the decision is on the disk
        var dead = Disk.Kill();

        // Compacted as it stands, before any actor has driven the parts.
        using (var log = Flint.Actors.Journal.Log.LogEngine.Open(dead.Open(), new Flint.Actors.Journal.Log.LogSettings(IsBatch: false, 100, TimeSpan.FromSeconds(1))))
        {
            log.Rotate(Assert.Null);
            await log.CompactAsync(new Flint.Hosting.LimitFold(historyKeep: 3));
        }
        UseDisk(dead);
        limiter = Open();

        Assert.Equal([("a", 2L, 3L), ("b", 1L, 4L)], (await List(limiter)).Select(s => (s.Key, s.Remaining, s.TotalAllowedCost)));
        await limiter.FlushAsync();
        await limiter.CompactAsync();
        Kill();
        Assert.Equal([("a", 2L, 3L), ("b", 1L, 4L)], (await List(Open())).Select(s => (s.Key, s.Remaining, s.TotalAllowedCost)));
    }

    [Fact]
    public async Task Removed_key_should_be_forgotten_and_begin_anew()
    {
        var limiter = Open();
        await limiter.LimitAsync("gone", 5, "1d");
        await limiter.CheckAsync("gone");
        await Flint.FlintLimits.Get(limiter.System).Ref.Ask<object>(new RemoveLimit("gone"));

        await limiter.CompactAsync();
        await limiter.DisposeAsync();

        Assert.DoesNotContain("gone", System.Text.Encoding.UTF8.GetString(Disk["flint.snapshot"]), StringComparison.Ordinal);
        limiter = Open();
        Assert.Null(await limiter.StatusAsync("gone"));
        await limiter.LimitAsync("gone", 5, "1d");
        Assert.Equal(4, (await limiter.CheckAsync("gone")).Remaining);
        Kill();
        Assert.Equal(1, (await Open().StatusAsync("gone"))!.TotalAllowed);
    }

    [Fact]
    public async Task Live_key_should_go_on_counting_when_its_events_are_folded_away()
    {
        var limiter = Open(snapshotEvery: 3);
        await limiter.LimitAsync("a", 1_000_000, "1d");
        for (var i = 1; i <= 40; i++)
        {
            Assert.Equal(1_000_000 - i, (await limiter.CheckAsync("a")).Remaining);
            if (i % 4 == 0)
                await limiter.CompactAsync();
        }
        Kill();
        Assert.Equal(40, (await Open().StatusAsync("a"))!.TotalAllowed);
    }

    [Fact]
    public async Task Compactions_that_many_ask_for_should_all_be_answered()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 1_000_000, "1d");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            await limiter.CheckAsync("a");
            await limiter.CompactAsync();
        }));

        Assert.Equal(20, (await limiter.StatusAsync("a"))!.TotalAllowed);
    }

    [Fact]
    public async Task Log_should_compact_itself_once_it_has_grown()
    {
        var limiter = Open(compactMinSize: 64 * 1024);
        await limiter.LimitAsync("a", 1_000_000, "1d");

        while (!Disk.Names.Contains("flint.snapshot"))
            await limiter.CheckAsync("a");

        Assert.True((await limiter.StatusAsync("a"))!.TotalAllowed > 100);
    }
}
