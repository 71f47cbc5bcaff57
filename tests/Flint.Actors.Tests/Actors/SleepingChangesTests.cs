using System.Text;
using Akka;
using Akka.Actor;
using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.Messages;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>Keys that are checked and get their limits in their sleep: nobody can tell it from answers, from the log, or from what a failure leaves.</summary>
public sealed class SleepingChangesTests : DiskLimits
{
    [Fact]
    public async Task Whatever_comes_while_a_line_is_under_way_should_wake_the_key_behind_it()
    {
        var limiter = await OpenAsync();
        using var hold = Disk.Hold = new SyncHold();
        var first = limiter.CheckAsync("ip:1").AsTask();
        hold.WaitForSync();
        Assert.Empty(await Awake(limiter));

        var second = limiter.CheckAsync("ip:1").AsTask();
        Assert.Equal(["ip:1"], await Awake(limiter));
        Assert.Equal(8, (await limiter.StatusAsync("ip:1"))!.Remaining);
        Assert.False(first.IsCompleted || second.IsCompleted);

        hold.Dispose();
        Assert.Equal([9, 8], (await Task.WhenAll(first, second)).Select(result => result.Remaining));
    }

    [Fact]
    public async Task Requests_of_one_sender_should_keep_their_order()
    {
        var limiter = await OpenAsync();
        var limits = FlintLimits.Get(limiter.System).Ref;
        using var hold = Disk.Hold = new SyncHold();

        var check = limits.Ask<CheckResult>(new Check("ip:1", 10));
        var removal = limits.Ask<Done>(new RemoveLimit("ip:1"));
        var again = limits.Ask<CheckResult>(new Check("ip:1", 10));
        hold.WaitForSync();
        hold.Dispose();

        Assert.True((await check).Allowed);
        await removal;
        Assert.True((await again).Allowed);
    }

    [Fact]
    public async Task Requests_of_one_sender_should_keep_their_order_behind_checks_of_other_new_keys()
    {
        var limiter = await OpenAsync(maxResident: 1);
        using var writes = HoldWrites(out var isWriting);
        var others = Enumerable.Range(0, 4).Select(i => limiter.CheckAsync($"ip:{i}").AsTask()).ToArray();
        await isWriting;
        var limits = FlintLimits.Get(limiter.System).Ref;

        var check = limits.Ask<CheckResult>(new Check("ip:9", 10));
        var limit = limits.Ask<Done>(new ConfigureLimit("ip:9", 3, TimeSpan.FromDays(1)));
        var status = limits.Ask<LimitStatus>(new GetStatus("ip:9"));
        await Partitions(limiter);
        writes.Set();

        Assert.Equal(10, (await check).Limit);
        await limit;
        Assert.Equal((3, 1), ((await status).Rate, (await status).TotalAllowed));
        Assert.All(await Task.WhenAll(others), other => Assert.True(other.Allowed));
    }

    [Fact]
    public async Task They_should_keep_it_though_a_check_all_wakes_the_key_meanwhile()
    {
        var limiter = await OpenAsync(maxResident: 1);
        using var writes = HoldWrites(out var isWriting);
        var others = Enumerable.Range(0, 4).Select(i => limiter.CheckAsync($"ip:{i}").AsTask()).ToArray();
        await isWriting;
        var limits = FlintLimits.Get(limiter.System).Ref;

        var check = limits.Ask<CheckResult>(new Check("ip:9", 9));
        await Partitions(limiter);
        var all = limiter.AllowAllAsync(["ip:9"]).AsTask();
        while ((await Awake(limiter)).Count == 0)
            await Task.Yield();
        var again = limits.Ask<CheckResult>(new Check("ip:9", 9));
        await Partitions(limiter);
        writes.Set();

        Assert.True(await all);
        Assert.True((await check).Allowed);
        Assert.False((await again).Allowed);
        await Task.WhenAll(others);
    }

    // The key wakes to a line that is written, finds the limit as it is to be, and has nothing to write.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Limit_that_is_under_way_should_not_be_answered_to_another_before_it_is_safe(bool onlyIfMissing)
    {
        var limiter = Open();
        using var hold = Disk.Hold = new SyncHold();
        var first = limiter.LimitAsync("k", 7, TimeSpan.FromDays(1), Algorithm.TokenBucket, onlyIfMissing).AsTask();
        hold.WaitForSync();

        var second = limiter.LimitAsync("k", 7, TimeSpan.FromDays(1), Algorithm.TokenBucket, onlyIfMissing).AsTask();
        Assert.NotNull(await limiter.StatusAsync("k")); // behind that
        await Partitions(limiter);

        Assert.False(first.IsCompleted || second.IsCompleted);
        hold.Dispose();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Check_all_should_find_a_key_whose_first_line_is_under_way()
    {
        var limiter = Open();
        using var writes = HoldWrites(out var isWriting);
        var limit = limiter.LimitAsync("k", 7, "1d").AsTask();
        await isWriting;

        var all = limiter.AllowAllAsync(["k"]).AsTask();
        await Partitions(limiter);
        writes.Set();

        await limit;
        Assert.True(await all);
    }

    // It cannot be told as a new one: its numbers go on behind the snapshot's.
    [Fact]
    public async Task Snapshot_that_has_outlived_the_events_of_its_key_should_swallow_no_grant()
    {
        using (var log = LogEngine.Open(Disk.Open(), new LogSettings(IsBatch: false, 100, TimeSpan.FromSeconds(1))))
        {
            var at = Clock.GetUtcNow().UtcTicks;
            log.Append(KeyLines.Line(RecordKind.Snapshot, KeyIds.Of("ip:1"), 18, at, new LimitSnapshot(default(LimitState).Apply(LimitEntry.Removed(at)))));
            log.Commit(Assert.Null);
            await log.FlushAsync();
        }
        var limiter = await OpenAsync();

        Assert.Equal(9, (await limiter.CheckAsync("ip:1")).Remaining);
        Assert.Equal(8, (await limiter.CheckAsync("ip:1")).Remaining);

        Kill();
        Assert.Equal(2, (await Open().StatusAsync("ip:1"))!.TotalAllowed);
    }

    [Fact]
    public async Task Totals_should_follow_a_key_to_the_template_that_it_takes()
    {
        var limiter = await OpenAsync();
        await limiter.CheckAsync("ip:1", 2);
        await limiter.TemplateAsync("ip:*", 10, TimeSpan.FromDays(1), Algorithm.FixedWindowCounter);

        await limiter.CheckAsync("ip:1", 3);

        Assert.Equal([new(Algorithm.FixedWindowCounter, "ip:*", 1, 2, 0, 5, 0)], await limiter.TotalsAsync());
    }

    [Fact]
    public async Task Limit_in_code_should_leave_a_key_asleep_until_it_comes_again()
    {
        var limiter = Open();
        foreach (var awake in (string[][])[[], ["k"]])
        {
            await limiter.LimitAsync("k", 5, TimeSpan.FromDays(1), Algorithm.TokenBucket, onlyIfMissing: true);
            await limiter.CheckAsync("k");
            Assert.Equal(awake, await Awake(limiter));
        }
    }

    [Fact]
    public async Task Whoever_records_everything_should_be_answered_by_a_partition_that_has_failed_meanwhile()
    {
        var limiter = await OpenAsync();
        var partition = limiter.Partitions[0];
        partition.Tell(new StorageFailed(new StorageFailedException("no")));

        foreach (var message in (object[])[RecordEverything.Instance, RecordNewKeys.Instance, RecordNow.Answered])
            Assert.IsType<StorageFailedException>((await partition.Ask<Status.Failure>(message, TimeSpan.FromSeconds(10))).Cause);
    }

    [Fact]
    public async Task Limit_should_be_given_to_a_sleeping_key_and_its_first_check_should_wake_it()
    {
        var limiter = await OpenAsync();

        await limiter.LimitAsync("k", 7, "1d");

        Assert.Empty(await Awake(limiter));
        Assert.Equal(6, (await limiter.CheckAsync("k")).Remaining);
        Assert.Equal(["k"], await Awake(limiter));
    }

    [Fact]
    public async Task Limit_that_a_sleeping_key_has_should_cost_no_line()
    {
        var limiter = await OpenAsync();
        await limiter.LimitAsync("k", 7, "1d");
        Kill();
        limiter = Open();
        var written = Disk.Used("flint.aof").Length;

        await limiter.LimitAsync("k", 7, "1d");
        await limiter.LimitAsync("k", 9, TimeSpan.FromDays(1), Algorithm.TokenBucket, onlyIfMissing: true);

        await limiter.FlushAsync();
        Assert.Equal(written, Disk.Used("flint.aof").Length);
        Assert.Empty(await Awake(limiter));
        await limiter.LimitAsync("k", 9, "1d");
        Assert.Equal(9, (await limiter.StatusAsync("k"))!.Rate);
        Assert.Empty(await Awake(limiter));
    }

    [Fact]
    public async Task Denial_should_wake_the_key_which_counts_it()
    {
        var limiter = await OpenAsync();
        Assert.True(await limiter.AllowAsync("ip:1", 8));

        Assert.False(await limiter.AllowAsync("ip:1", 3));

        Assert.Equal(["ip:1"], await Awake(limiter));
        await limiter.FlushAsync();
        Kill();
        Assert.Equal((1, 1), await Open().StatusAsync("ip:1") is { } status ? (status.TotalAllowed, status.TotalDenied) : default);
    }

    [Fact]
    public async Task Snapshot_that_is_due_should_be_made_by_the_key_awake()
    {
        var limiter = await OpenAsync(snapshotEvery: 2);
        await limiter.CheckAsync("ip:1");
        Assert.Empty(await Awake(limiter));

        await limiter.CheckAsync("ip:1");

        Assert.Equal(["ip:1"], await Awake(limiter));
        Clock.Advance(TimeSpan.FromMinutes(5));
        while ((await Awake(limiter)).Count > 0)
            Clock.Advance(TimeSpan.FromMinutes(1)); // it sleeps once its snapshot is safe
        Assert.Contains("\"snapshot\":", Encoding.UTF8.GetString(Disk.Used("flint.aof")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cost_that_no_check_can_have_should_be_refused_without_an_actor_or_a_line()
    {
        var limiter = await OpenAsync();
        await limiter.CheckAsync("ip:1");
        var written = Disk.Used("flint.aof").Length;

        foreach (var key in (string[])["ip:1", "ip:2"])
            await Assert.ThrowsAsync<InvalidCostException>(async () => await limiter.CheckAsync(key, 11));

        Assert.Empty(await Awake(limiter));
        await limiter.FlushAsync();
        Assert.Equal(written, Disk.Used("flint.aof").Length);
    }

    [Fact]
    public async Task Request_that_was_taken_back_should_change_nothing()
    {
        var limiter = await OpenAsync();
        var written = Disk.Used("flint.aof").Length;
        foreach (var partition in limiter.Partitions)
        {
            partition.Tell(new Check("ip:1"), new Withdrawn());
            partition.Tell(new ConfigureLimit("k", 1, TimeSpan.FromDays(1)), new Withdrawn());
        }

        await limiter.FlushAsync();

        Assert.Equal(written, Disk.Used("flint.aof").Length);
        Assert.Equal(9, (await limiter.CheckAsync("ip:1")).Remaining);
        Assert.Null(await limiter.StatusAsync("k"));
    }

    [Theory]
    [InlineData("write")]
    [InlineData("sync")]
    public async Task Disk_that_fails_should_fail_whoever_waits(string operation)
    {
        var limiter = await OpenAsync();
        Disk.Fault = new DiskFault(call => call.Operation == operation, 1, DiskFault.InputOutputError);

        var failure = await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAsync("ip:1"));
        Assert.Same(FlintLimits.Get(limiter.System).Failure, failure);
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.LimitAsync("k", 1, "1d"));
        Assert.Equal(0, limiter.Waiting);
    }

    [Fact]
    public async Task Partition_that_stops_should_tell_whoever_waits_that_the_outcome_is_unknown()
    {
        var limiter = await OpenAsync();
        using var hold = Disk.Hold = new SyncHold();
        var check = limiter.CheckAsync("ip:1").AsTask();
        hold.WaitForSync();

        foreach (var partition in limiter.Partitions)
            limiter.System.Stop(partition);

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => check);
    }

    [Fact]
    public async Task Past_of_a_key_should_be_the_same_awake_and_asleep()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 10, "1d");
        for (var life = 0; life < 3; life++)
        {
            for (var i = 0; i < 2; i++) // asleep, and then awake
                await limiter.CheckAsync("k", life + 1);
            await limiter.DisposeAsync();
            limiter = Open();
        }

        Assert.Equal(
            ["limit 10", "granted 1", "granted 1", "granted 2", "granted 2", "granted 3", "denied 3"],
            (await History(limiter, "k")).Select(past => past switch
            {
                LimitConfigured limit => $"limit {limit.Rate}",
                CostGranted grant => $"granted {grant.Cost}",
                CostsDenied denial => $"denied {denial.Cost}",
                _ => $"{past}",
            }));
    }

    private async Task<Limiter> OpenAsync(int? snapshotEvery = null, int? maxResident = null)
    {
        var limiter = Open(snapshotEvery: snapshotEvery, maxResident: maxResident);
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        return limiter;
    }

    // The next write begins, and goes on when it is let.
    private ManualResetEventSlim HoldWrites(out Task isWriting)
    {
        var writes = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        isWriting = begun.Task;
        Disk.Before = (operation, _) =>
        {
            if (operation == "write" && begun.TrySetResult())
                writes.Wait(TimeSpan.FromSeconds(60));
        };
        return writes;
    }

    private static async Task<List<string>> Awake(Limiter limiter) => [.. (await Partitions(limiter)).SelectMany(p => p.Keys)];

    private sealed class Withdrawn : MinimalActorRef, ICancellableSender
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "withdrawn";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        public bool TryDecide() => false;
    }
}
