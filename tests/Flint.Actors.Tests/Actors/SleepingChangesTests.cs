using System.Text;
using Akka;
using Akka.Actor;
using Flint.Messages;
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
        await limiter.DisposeAsync();
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

        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAsync("ip:1"));
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

    private async Task<Limiter> OpenAsync(int? snapshotEvery = null)
    {
        var limiter = Open(snapshotEvery: snapshotEvery);
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        return limiter;
    }

    private static async Task<List<string>> Awake(Limiter limiter) => [.. (await Partitions(limiter)).SelectMany(p => p.Keys)];

    private sealed class Withdrawn : MinimalActorRef, ICancellableSender
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "withdrawn";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        public bool TryDecide() => false;
    }
}
