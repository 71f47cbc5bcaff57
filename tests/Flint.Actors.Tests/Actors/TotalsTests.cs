using System.Text;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class TotalsTests : DiskLimits
{
    [Fact]
    public async Task Totals_should_be_sums_by_algorithm_and_template()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 5, per: "1h");
        await limiter.TemplateAsync("bot:*", rate: 5, per: "1h");
        await limiter.LimitAsync("own", 5, "1h", Algorithm.FixedWindowCounter);
        await limiter.LimitAsync("lazy", 5, TimeSpan.FromHours(1), Algorithm.TokenBucket, onlyIfMissing: true);
        foreach (var key in new[] { "ip:1", "ip:2", "own", "lazy" })
            await limiter.CheckAsync(key, 3);
        await limiter.CheckAsync("ip:1", 4);
        Assert.True(await limiter.AllowAllAsync([("ip:2", 1), ("own", 2)]));

        Assert.Equal(
            [
                new(Algorithm.TokenBucket, null, 1, 1, 0, 3, 0),
                new(Algorithm.TokenBucket, "ip:*", 2, 3, 1, 7, 4),
                new(Algorithm.FixedWindowCounter, null, 1, 2, 0, 5, 0),
            ],
            await limiter.TotalsAsync());
    }

    [Fact]
    public async Task What_a_key_has_counted_should_go_with_its_limit_and_stay_when_that_is_gone()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 5, per: "1h");
        await limiter.CheckAsync("ip:1", 2);
        await limiter.CheckAsync("ip:2", 2);

        await limiter.LimitAsync("ip:1", 5, "1h", Algorithm.SlidingWindowLog);
        Assert.Equal([new(Algorithm.TokenBucket, "ip:*", 1, 1, 0, 2, 0), new(Algorithm.SlidingWindowLog, null, 1, 1, 0, 2, 0)], await limiter.TotalsAsync());

        await limiter.RemoveAsync("ip:1");
        await limiter.CheckAsync("ip:1", 1); // from the template again, as a new key
        Assert.Equal([new(Algorithm.TokenBucket, "ip:*", 2, 2, 0, 3, 0), new(Algorithm.SlidingWindowLog, null, 0, 1, 0, 2, 0)], await limiter.TotalsAsync());

        await limiter.ResetAsync("ip:1");
        await limiter.TemplateAsync("ip:*", rate: 50, per: "1h"); // the same pattern
        await limiter.CheckAsync("ip:2", 3);
        Assert.Equal([new(Algorithm.TokenBucket, "ip:*", 2, 3, 0, 6, 0), new(Algorithm.SlidingWindowLog, null, 0, 1, 0, 2, 0)], await limiter.TotalsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Totals_of_forgotten_keys_should_live_on_in_their_templates(bool isCompactedBefore)
    {
        var limiter = Open(snapshotEvery: 2);
        await limiter.TemplateAsync("ip:*", rate: 5, per: "1m", idleTtl: "1h");
        for (var i = 0; i < 20; i++)
        {
            await limiter.CheckAsync($"ip:{i}", 4);
            await limiter.CheckAsync($"ip:{i}", 2);
        }
        if (isCompactedBefore)
            await limiter.CompactAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        while ((await List(limiter)).Count > 0)
            Clock.Advance(TimeSpan.FromSeconds(16));
        IReadOnlyList<LimitTotals> expected = [new(Algorithm.TokenBucket, "ip:*", 0, 20, 20, 80, 40)];
        Assert.Equal(expected, await limiter.TotalsAsync());

        await limiter.FlushAsync();
        Kill();
        limiter = Open();
        Assert.Equal(expected, await limiter.TotalsAsync());
        await limiter.CompactAsync();
        Assert.DoesNotContain("ip:1", Encoding.UTF8.GetString(Disk["flint.snapshot"]), StringComparison.Ordinal);
        Assert.Equal(expected, await limiter.TotalsAsync());
        await limiter.DisposeAsync();

        limiter = Open();
        await limiter.CheckAsync("ip:1");
        Assert.Equal([new(Algorithm.TokenBucket, "ip:*", 1, 21, 20, 81, 40)], await limiter.TotalsAsync());
    }

    [Fact]
    public async Task Key_that_was_removed_and_came_again_between_two_snapshots_of_its_own_should_count_twice()
    {
        var limiter = Open(snapshotEvery: 2);
        for (var life = 0; life < 3; life++)
        {
            await limiter.LimitAsync("a", 50, "1h");
            for (var i = 0; i < 4; i++)
                await limiter.CheckAsync("a");
            await limiter.RemoveAsync("a");
        }
        await limiter.LimitAsync("a", 50, "1h");
        for (var i = 0; i < 4; i++)
            await limiter.CheckAsync("a");
        IReadOnlyList<LimitTotals> expected = [new(Algorithm.TokenBucket, null, 1, 16, 0, 16, 0)];

        Kill();
        limiter = Open();
        Assert.Equal(expected, await limiter.TotalsAsync());
        await limiter.CompactAsync();
        Kill();
        Assert.Equal(expected, await Open().TotalsAsync());
    }

    [Fact]
    public async Task Totals_should_be_known_though_they_are_asked_for_only_after_a_compaction()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 50, "1h");
        await limiter.CheckAsync("a", 3);
        await limiter.DisposeAsync();
        limiter = Open();
        await limiter.CheckAsync("a", 4);
        await limiter.CompactAsync();
        await limiter.CheckAsync("a", 5);
        await limiter.CompactAsync();

        Assert.Equal([new(Algorithm.TokenBucket, null, 1, 3, 0, 12, 0)], await limiter.TotalsAsync());
    }

    [Fact]
    public async Task Snapshot_that_says_nothing_of_totals_should_be_summed_up_whole()
    {
        var limiter = Open();
        for (var i = 0; i < 10; i++)
        {
            await limiter.LimitAsync($"key {i}", 50, "1h");
            await limiter.CheckAsync($"key {i}", 3);
        }
        await limiter.DisposeAsync();
        using (var log = Flint.Actors.Journal.Log.LogEngine.Open(Disk.Open(), new(IsBatch: false, 100, TimeSpan.FromSeconds(1))))
        {
            log.Rotate(Assert.Null);
            await log.CompactAsync(new FoldWithoutTotals());
        }
        Assert.DoesNotContain("flint/totals", Encoding.UTF8.GetString(Disk["flint.snapshot"]), StringComparison.Ordinal);

        limiter = Open();
        await limiter.CheckAsync("key 3", 1);
        IReadOnlyList<LimitTotals> expected = [new(Algorithm.TokenBucket, null, 10, 11, 0, 31, 0)];
        Assert.Equal(expected, await limiter.TotalsAsync());
        await limiter.CompactAsync();
        Kill();
        Assert.Equal(expected, await Open().TotalsAsync());
    }

    [Fact]
    public async Task Totals_that_a_version_has_copied_which_does_not_know_them_should_not_be_believed()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 50, "1h");
        await limiter.CheckAsync("a", 3);
        await limiter.CompactAsync();
        await limiter.CheckAsync("a", 4);
        await limiter.DisposeAsync();
        using (var log = Flint.Actors.Journal.Log.LogEngine.Open(Disk.Open(), new(IsBatch: false, 100, TimeSpan.FromSeconds(1))))
        {
            log.Rotate(Assert.Null);
            await log.CompactAsync(new FoldWithoutTotals());
        }
        Assert.Contains("flint/totals", Encoding.UTF8.GetString(Disk["flint.snapshot"]), StringComparison.Ordinal);

        Assert.Equal([new(Algorithm.TokenBucket, null, 1, 2, 0, 7, 0)], await Open().TotalsAsync());
    }

    [Fact]
    public async Task Parts_of_a_check_all_that_a_crash_had_left_open_should_be_counted()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 5, "1d");
        await limiter.LimitAsync("b", 5, "1d");
        Assert.True(await limiter.AllowAllAsync([("a", 3), ("b", 4)]));
        Kill(); // only the decision is on the disk

        Assert.Equal([new(Algorithm.TokenBucket, null, 2, 2, 0, 7, 0)], await Open().TotalsAsync());
    }

    [Fact]
    public async Task Totals_should_hold_whatever_was_answered_before_they_were_asked_for()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b", "c" })
            await limiter.LimitAsync(key, 300, "1d");
        for (var i = 1; i <= 200; i++)
        {
            Assert.Equal(i <= 150, await limiter.AllowAllAsync([("a", 1), ("b", 2), ("c", 1)]));
            var (granted, denied) = (Math.Min(i, 150), Math.Max(0, i - 150));
            Assert.Equal([new(Algorithm.TokenBucket, null, 3, 3 * granted, denied, 4 * granted, 2 * denied)], await limiter.TotalsAsync());
        }
    }

    [Fact]
    public async Task Totals_should_be_read_from_the_log_once_and_then_cost_no_look_at_a_key()
    {
        var limiter = Open(SyncMode.Batch());
        await limiter.TemplateAsync("ip:*", rate: 5, per: "1h");
        for (var i = 0; i < 2000; i++)
            await limiter.CheckAsync($"ip:{i}", 2);
        await limiter.CompactAsync();
        for (var i = 0; i < 3; i++)
            await limiter.CheckAsync($"ip:{i}", 2);
        await limiter.DisposeAsync();
        limiter = Open(SyncMode.Batch());
        await limiter.CheckAsync("ip:7", 2);
        await limiter.ResetAsync("ip:7"); // which wakes it
        var reads = 0;
        Disk.Fault = new(call => call.Operation == "read" && ++reads < 0, At: 1, Error: DiskFault.InputOutputError);

        Assert.Equal([new(Algorithm.TokenBucket, "ip:*", 2000, 2004, 0, 4008, 0)], await limiter.TotalsAsync());

        Assert.InRange(reads, 1, 20); // the totals in the snapshot, and the three keys behind it
        reads = 0;
        await limiter.CheckAsync("ip:7", 1);
        Assert.Equal([new(Algorithm.TokenBucket, "ip:*", 2000, 2005, 0, 4009, 0)], await limiter.TotalsAsync());
        Assert.Equal(0, reads);
    }

    [Fact]
    public async Task Totals_should_stay_exact_while_checks_changes_and_compactions_run()
    {
        var limiter = Open(SyncMode.Batch(), snapshotEvery: 7, maxResident: 8);
        await limiter.TemplateAsync("ip:*", rate: 1000, per: "1d");
        var checks = Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 400; i++)
            {
                await limiter.CheckAsync($"ip:{i % 20}");
                if (i % 50 == caller)
                    await limiter.RemoveAsync($"ip:{i % 20}");
            }
        })));
        var looks = 0;
        var seen = 0L;
        while (!checks.IsCompleted || looks == 0)
        {
            await limiter.CompactAsync();
            var allowed = (await limiter.TotalsAsync()).Sum(sum => sum.Allowed);
            Assert.True(allowed >= seen, "a counter went back");
            (seen, looks) = (allowed, looks + 1);
        }
        await checks;

        Assert.Equal(3200, Assert.Single(await limiter.TotalsAsync()).Allowed);
        await limiter.CompactAsync();
        var totals = await limiter.TotalsAsync();
        await limiter.DisposeAsync();
        Assert.Equal(totals, await Open().TotalsAsync());
    }
}
