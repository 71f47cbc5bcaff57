using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class RemoveTests : DiskLimits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removed_key_should_be_gone_and_begin_anew_over_restarts_and_compactions(bool isCompacted)
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 5, "1d");
        await limiter.LimitAsync("b", 5, "1d");
        await limiter.CheckAsync("a", 3);

        Assert.True(await limiter.RemoveAsync("a"));

        await GoneAsync(limiter);
        if (isCompacted)
            await limiter.CompactAsync();
        await GoneAsync(limiter);
        Kill();
        limiter = Open();
        await GoneAsync(limiter);
        await limiter.LimitAsync("a", 4, "1d");
        Assert.Equal(3, (await limiter.CheckAsync("a")).Remaining);
        if (isCompacted)
            await limiter.CompactAsync();
        Kill();
        var status = (await Open().StatusAsync("a"))!;
        Assert.Equal((1, 3), (status.TotalAllowed, status.Remaining));
    }

    // Its removal is folded away, with all before it, between the two reads of a key that wakes: its snapshot, and the lines behind that.
    [Fact]
    public async Task Key_that_was_removed_should_not_come_back_when_it_wakes_while_a_compaction_takes_over()
    {
        var limiter = Open(snapshotEvery: 3, maxResident: 1);
        await limiter.LimitAsync("k", 5, "1d");
        await limiter.CheckAsync("k");
        await limiter.CheckAsync("k", 2); // the third line: a snapshot is made
        await limiter.RemoveAsync("k");
        var (isFolding, isWaking, isChecked, reads) = (Signal(), Signal(), false, 0);
        using var folds = new ManualResetEventSlim();
        using var wakes = new ManualResetEventSlim();
        Disk.Before = (operation, file) =>
        {
            if (file == "flint.snapshot.next" && isFolding.TrySetResult())
                folds.Wait(Patience);
            else if (Volatile.Read(ref isChecked) && operation == "read" && ++reads == 2 && isWaking.TrySetResult()) // the first: whether it has a limit
                wakes.Wait(Patience);
        };
        var compaction = limiter.CompactAsync().AsTask();
        await isFolding.Task.WaitAsync(Patience);
        await limiter.LimitAsync("k", 5, "1d"); // behind what is folded
        await LimitAwakeAsync(limiter, "other", 5, "1d"); // takes the place of k
        while ((await Partitions(limiter)).Any(p => p.Keys.Contains("k")))
        {
            // it answers whether it may sleep
        }

        Volatile.Write(ref isChecked, true);
        var check = limiter.CheckAsync("k").AsTask();
        await isWaking.Task.WaitAsync(Patience);
        folds.Set();
        await compaction.WaitAsync(Patience);
        wakes.Set();

        Assert.Equal(4, (await check.WaitAsync(Patience)).Remaining);
        Kill();
        Assert.Equal((4, 1), await Open().StatusAsync("k") is { } status ? (status.Remaining, status.TotalAllowed) : default);
    }

    [Fact]
    public async Task Sleeping_key_should_be_removed()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 5, "1d");
        Kill();
        limiter = Open();

        Assert.True(await limiter.RemoveAsync("a"));
        Assert.False(await limiter.RemoveAsync("a"));
    }

    [Fact]
    public async Task Purge_should_remove_all_keys_with_the_prefix_and_no_other()
    {
        var limiter = Open();
        foreach (var key in new[] { "ip:1", "ip:2", "ip:", "ip", "user:ip:1" })
            await limiter.LimitAsync(key, 5, "1d");

        Assert.Equal(3, await limiter.PurgeAsync("ip:"));

        Assert.Equal(["ip", "user:ip:1"], (await List(limiter)).Select(s => s.Key));
        Assert.Equal(0, await limiter.PurgeAsync("ip:"));
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await limiter.PurgeAsync(""));
        Kill();
        Assert.Equal(["ip", "user:ip:1"], (await List(Open())).Select(s => s.Key));
    }

    // Each check_all charges both keys or none, whenever the other one is removed: before it is reserved, while it is held, or after.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Check_all_should_stay_all_or_nothing_with_removals_in_between(int seed)
    {
        var random = new Random(seed);
        var limiter = Open(random.Next(2) == 0 ? SyncMode.Batch() : SyncMode.Always);
        await limiter.LimitAsync("stays", 1_000_000, "1d");
        await limiter.LimitAsync("goes", 1_000_000, "1d");

        var (granted, removed) = (0L, 0L);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                try
                {
                    if (await limiter.AllowAllAsync([("goes", 2), ("stays", 2)]))
                        Interlocked.Increment(ref granted);
                }
                catch (LimitNotConfiguredException)
                {
                }
            }
        })).Append(Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                removed += await limiter.RemoveAsync("goes") ? 1 : 0;
                await limiter.LimitAsync("goes", 1_000_000, "1d");
            }
        })));

        Assert.Equal(60, removed);
        Assert.Equal((granted, 2 * granted), Counted((await limiter.StatusAsync("stays"))!));
        Assert.InRange((await limiter.StatusAsync("goes"))!.TotalAllowed, 0, granted);
        var last = await limiter.StatusAsync("goes");
        await limiter.FlushAsync();
        Kill();
        limiter = Open();
        Assert.Equal((granted, 2 * granted), Counted((await limiter.StatusAsync("stays"))!));
        Assert.Equal(last, await limiter.StatusAsync("goes"));
    }

    private static async Task GoneAsync(Limiter limiter)
    {
        Assert.Null(await limiter.StatusAsync("a"));
        Assert.Equal(["b"], (await List(limiter)).Select(s => s.Key));
        Assert.Empty(await History(limiter, "a"));
        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAsync("a"));
        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAllAsync(["a", "b"]));
        Assert.False(await limiter.RemoveAsync("a"));
    }

    private static (long Checks, long Cost) Counted(LimitStatus status) => (status.TotalAllowed, status.TotalAllowedCost);

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
