using Akka.Actor;
using Flint.Actors.Journal.Log;
using Flint.Messages;
using Flint.Serialization;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class CheckAllCrashTests : DiskLimits
{
    [Fact]
    public async Task Decision_should_be_driven_again_before_any_key_answers_its_first_check()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b" })
            await limiter.LimitAsync(key, 5, "1d");
        Assert.True(await limiter.AllowAllAsync([("a", 3), ("b", 4)]));

        Kill(); // the parts start no write of their own: only the decision is on the disk
        limiter = Open();

        var first = await limiter.CheckAsync("a", 3);
        Assert.False(first.Allowed);
        Assert.Equal(2, first.Remaining);
        Assert.Equal([("a", 2L, 3L), ("b", 1L, 4L)], (await List(limiter)).Select(s => (s.Key, s.Remaining, s.TotalAllowedCost)));
    }

    [Fact]
    public async Task Decision_that_is_driven_again_and_again_should_be_charged_once()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b" })
            await limiter.LimitAsync(key, 50, "1d");
        for (var i = 0; i < 5; i++)
            Assert.True(await limiter.AllowAllAsync(["a", "b"]));

        for (var i = 0; i < 6; i++)
        {
            Kill();
            limiter = Open(snapshotEvery: 2);
            Assert.True(await limiter.AllowAllAsync(["a", ("b", 2)]));
            if (i % 2 == 0)
                Assert.True(await limiter.AllowAsync("a")); // takes the parts with it into the log
        }

        Assert.Equal((14, 17), ((await limiter.StatusAsync("a"))!.TotalAllowedCost, (await limiter.StatusAsync("b"))!.TotalAllowedCost));
    }

    [Fact]
    public async Task Keys_that_are_made_up_should_wake_nobody()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 1, "1d");
        await limiter.CheckAsync("a");

        // "a" refuses: "made-up" is probed after it; alone, it is reserved.
        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAllAsync(["a", "made-up"]));
        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAllAsync(["made-up"]));

        var awake = new List<string>();
        foreach (var partition in Enumerable.Range(0, 8))
            awake.AddRange((await Actor(limiter, $"/user/flint/partition-{partition}").Ask<AwakeKeys>(GetAwakeKeys.Instance)).Keys);
        Assert.Equal(["a"], awake);
    }

    [Fact]
    public async Task Crash_before_the_decision_is_durable_should_leave_no_key_charged()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b" })
            await limiter.LimitAsync(key, 5, "1d");
        using var hold = Disk.Hold = new SyncHold();
        var pending = limiter.CheckAllAsync(["a", "b"]).AsTask();
        hold.WaitForSync();

        CutPower();
        hold.Dispose();
        await pending;
        limiter = Open();

        Assert.Equal([5L, 5L], (await List(limiter)).Select(s => s.Remaining));
    }

    [Fact]
    public async Task Snapshot_of_the_coordinator_should_hold_exactly_the_decisions_up_to_its_number()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b" })
            await limiter.LimitAsync(key, 5, "1d");
        await limiter.DisposeAsync();
        limiter = Open(snapshotEvery: 1); // from here on no key saves one before the first decision: the sync that is held is the decision's
        var hold = Disk.Hold = new SyncHold();
        var first = limiter.CheckAllAsync(["a"]).AsTask();
        hold.WaitForSync();
        var second = limiter.CheckAllAsync(["b"]).AsTask();
        await Assert.ThrowsAsync<InvalidCostException>(async () => await limiter.CheckAllAsync([("b", 6)])); // the second is decided by now, and gathers
        hold.Dispose();
        await Task.WhenAll(first, second);
        await limiter.DisposeAsync();

        using var log = LogEngine.Open(Disk.Open(), new LogSettings(IsBatch: false, FlushEveryEvents: 1, TimeSpan.FromSeconds(1)));
        var snapshot = log.FindSnapshot(KeyIds.CheckAll, 1, 1, 0, long.MaxValue)!.Value;
        var decided = (CheckAllSnapshot)FlintJson.Read(snapshot.Payload, snapshot.TypeManifest);
        Assert.Equal((1L, "a"), (decided.LastTransaction, Assert.Single(Assert.Single(decided.Open).Items).Key));
    }
}
