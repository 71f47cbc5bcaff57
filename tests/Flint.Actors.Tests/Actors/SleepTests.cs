using Akka.Actor;
using Flint.Actors;
using Flint.Messages;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class SleepTests : DiskLimits
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Idle_key_should_sleep_and_be_as_it_was_when_it_wakes()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 5, "365d"); // however many sweeps it takes to sleep, nothing comes back meanwhile
        await limiter.CheckAsync("a", 2);
        await limiter.CheckAsync("a", 4); // denied: unrecorded until it goes to sleep

        await SleepAll(limiter);

        Assert.Equal((3, 1, 1), Shown((await limiter.StatusAsync("a"))!));
        Assert.Empty(await Awake(limiter)); // asking wakes nobody
        Assert.Equal(2, (await limiter.CheckAsync("a")).Remaining);
        Assert.Equal(["a"], await Awake(limiter));
        Kill();
        Assert.Equal((2, 2, 1), Shown((await Open().StatusAsync("a"))!));
    }

    [Fact]
    public async Task Key_should_stay_awake_while_it_is_used_and_not_because_somebody_looks_at_it()
    {
        var limiter = Open();
        await LimitAwakeAsync(limiter, "used", 1_000, "1d");
        await LimitAwakeAsync(limiter, "looked at", 1_000, "1d");

        for (var i = 0; i < 20; i++)
        {
            await limiter.CheckAsync("used");
            await limiter.StatusAsync("looked at");
            await Sweep(limiter);
        }

        Assert.Equal(["used"], await Awake(limiter));
    }

    [Fact]
    public async Task No_more_keys_than_configured_should_be_awake_and_the_least_recently_used_should_go()
    {
        var limiter = Open(maxResident: 3);
        foreach (var key in Enumerable.Range(0, 40).Select(i => $"k{i}"))
            await LimitAwakeAsync(limiter, key, 5, "1d");
        while ((await Awake(limiter)).Count > 3)
        {
            // they answer whether they may
        }

        // Three partitions: whoever shares one with the last key is older.
        Assert.Contains("k39", await Awake(limiter));
        await limiter.CheckAsync("k0");
        Assert.Equal(3, (await limiter.CheckAsync("k0")).Remaining); // whoever comes twice
        Assert.Contains("k0", await Awake(limiter));
        Assert.Equal(40, (await List(limiter)).Count);
    }

    // Who makes up keys checks each of them once, or twice: they take nobody's place, and no memory.
    [Fact]
    public async Task New_key_of_a_template_should_be_checked_in_its_sleep_and_wake_when_it_comes_again_and_again()
    {
        var limiter = Open();
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        await LimitAwakeAsync(limiter, "own", 10, "1d");
        for (var i = 0; i < 40; i++)
            await limiter.CheckAsync($"ip:{i}");

        Assert.Equal(["own"], await Awake(limiter));
        Assert.Equal(8, (await limiter.CheckAsync("ip:7")).Remaining);
        Assert.Equal(["own"], await Awake(limiter));
        Assert.Equal(7, (await limiter.CheckAsync("ip:7")).Remaining);
        Assert.Equal(["ip:7", "own"], await Awake(limiter));
    }

    [Fact]
    public async Task Key_that_a_check_all_holds_should_stay_awake()
    {
        var limiter = Open();
        await LimitAwakeAsync(limiter, "a", 5, "1d");
        var partition = (await Partitions(limiter)).Single(p => p.Keys.Contains("a")).Partition;
        await partition.Ask<QuotaReserved>(new ReserveQuota(1, 0, "a", 3));

        for (var i = 0; i < 20; i++)
            await Sweep(limiter);
        Assert.Equal(["a"], await Awake(limiter));
        Assert.Equal(1, (await limiter.CheckAsync("a", 1)).Remaining);

        partition.Tell(new ReleaseHold(1, "a"));
        await SleepAll(limiter);
        Assert.Equal(4, (await limiter.StatusAsync("a"))!.Remaining);
    }

    [Fact]
    public async Task Key_should_not_sleep_before_its_write_is_done()
    {
        var limiter = Open(passivateAfter: TimeSpan.FromSeconds(1)); // far below the request's timeout
        await LimitAwakeAsync(limiter, "a", 5, "1d");
        using var hold = Disk.Hold = new SyncHold();
        var check = limiter.CheckAsync("a").AsTask();
        hold.WaitForSync();

        for (var i = 0; i < 20; i++)
            await Sweep(limiter, TimeSpan.FromSeconds(1));
        Assert.Equal(["a"], await Awake(limiter));

        hold.Dispose();
        Assert.True((await check).Allowed);
        await SleepAll(limiter);
    }

    [Fact]
    public async Task Check_that_meets_a_key_on_its_way_to_sleep_should_keep_it_awake()
    {
        var limiter = Open(maxResident: 1);
        await limiter.LimitAsync("a", 1_000, "1d");
        await limiter.LimitAsync("b", 1_000, "1d");

        // In one partition with room for one: each wake asks the other to sleep, and most of the questions are withdrawn.
        var checks = Enumerable.Range(0, 500).Select(i => limiter.CheckAsync(i % 2 == 0 ? "a" : "b").AsTask()).ToArray();

        Assert.All(await Task.WhenAll(checks), result => Assert.True(result.Allowed));
        Assert.Equal([("a", 250L), ("b", 250L)], (await List(limiter)).Select(s => (s.Key, s.TotalAllowed)));
    }

    [Fact]
    public async Task Key_that_is_checked_past_its_partition_should_stay_awake_before_keys_that_nobody_uses()
    {
        var limiter = Open(maxResident: 24); // three a partition
        await LimitAwakeAsync(limiter, "hot", 1_000, "1d");
        await limiter.CheckAsync("hot");
        for (var i = 0; i < 40; i++)
        {
            Assert.NotNull(limiter.Shortcuts.Find("hot"));
            await limiter.CheckAsync("hot");
            await LimitAwakeAsync(limiter, $"cold:{i}", 1, "1d");
        }

        Assert.Contains("hot", await Awake(limiter));
        await SleepAll(limiter);
        Assert.Null(limiter.Shortcuts.Find("hot"));
        Assert.Equal(41, (await limiter.StatusAsync("hot"))!.TotalAllowed);
    }

    [Fact]
    public async Task Who_was_about_to_tell_a_key_that_has_fallen_asleep_meanwhile_should_be_answered_as_ever()
    {
        var limiter = Open();
        await LimitAwakeAsync(limiter, "k", 5, "365d");
        await limiter.CheckAsync("k");
        var shortcut = limiter.Shortcuts.Find("k")!;
        var actor = (ActorRefWithCell)Actor(limiter, shortcut.Path.ToString());
        await SleepAll(limiter);
        while (!actor.Underlying.IsTerminated)
            await Task.Yield();

        var late = new Caller();
        shortcut.Tell(new Check("k"), late);

        Assert.Equal(3, Assert.IsType<CheckResult>(await late.Answer).Remaining);
        Assert.False(late.TookShortcut); // once: if it were undeliverable again, it would be told so
        Assert.Equal(2, (await limiter.CheckAsync("k")).Remaining);
    }

    // Else who has the answer of a check_all would overtake the part, or the denial, that is still on its way to the key.
    [Fact]
    public async Task Key_that_takes_part_in_a_check_all_should_be_told_everything_by_its_partition_while_it_is_awake()
    {
        var limiter = Open();
        await LimitAwakeAsync(limiter, "k", 5, "365d");
        await limiter.CheckAsync("k");
        Assert.NotNull(limiter.Shortcuts.Find("k"));

        await limiter.CheckAllAsync(["k"]);
        Assert.Null(limiter.Shortcuts.Find("k"));
        await limiter.CheckAsync("k");
        await limiter.CheckAsync("k");
        Assert.Null(limiter.Shortcuts.Find("k"));

        await SleepAll(limiter);
        await limiter.CheckAsync("k");
        await limiter.CheckAsync("k");
        Assert.NotNull(limiter.Shortcuts.Find("k"));
    }

    [Fact]
    public async Task Limiter_that_stops_should_be_asked_past_no_partition()
    {
        var limiter = Open();
        await LimitAwakeAsync(limiter, "k", 5, "1d");
        await limiter.CheckAsync("k");
        Assert.NotNull(limiter.Shortcuts.Find("k"));

        await limiter.DisposeAsync();

        Assert.Null(limiter.Shortcuts.Find("k"));
    }

    [Fact]
    public async Task New_key_should_run_behind_the_bulkhead_until_it_is_used_again()
    {
        var limiter = Open(maxResident: 1);
        await limiter.TemplateAsync("ip:*", rate: 10, per: "1d");
        using var hold = Disk.Hold = new SyncHold();
        var first = limiter.AllowAllAsync(["ip:1"]).AsTask();
        hold.WaitForSync();
        var mailbox = KeyMailbox.Of(Actor(limiter, limiter.Partitions[0].Path + "/*"))!;
        Assert.True(mailbox.IsBehindBulkhead);

        var second = limiter.CheckAsync("ip:1").AsTask();
        await Partitions(limiter);

        Assert.False(mailbox.IsBehindBulkhead);
        hold.Dispose();
        Assert.True(await first);
        Assert.Equal(8, (await second).Remaining);
    }

    [Fact]
    public async Task Key_that_has_its_limit_should_run_with_the_others_when_it_is_used()
    {
        var limiter = Open(maxResident: 1);
        await LimitAwakeAsync(limiter, "k", 10, "1d");
        Assert.False(KeyMailbox.Of(Actor(limiter, limiter.Partitions[0].Path + "/*"))!.IsBehindBulkhead);
    }

    // Every key is asked now and then, until the last one that is still busy has gone.
    private async Task SleepAll(Limiter limiter)
    {
        Clock.Advance(Long);
        while ((await Awake(limiter)).Count > 0)
            await Sweep(limiter);
    }

    // After it the partitions have seen the tick.
    private async Task Sweep(Limiter limiter, TimeSpan? time = null)
    {
        Clock.Advance(time ?? TimeSpan.FromSeconds(15));
        await Partitions(limiter);
    }

    private static async Task<List<string>> Awake(Limiter limiter) => [.. (await Partitions(limiter)).SelectMany(p => p.Keys).Order(StringComparer.Ordinal)];

    private sealed class Caller : MinimalActorRef, IShortcutTaker
    {
        private readonly TaskCompletionSource<object> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<object> Answer => _answer.Task;

        public bool TookShortcut { get; set; }

        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "caller";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => _answer.SetResult(message);
    }

    private static (long Remaining, long Allowed, long Denied) Shown(LimitStatus status) => (status.Remaining, status.TotalAllowed, status.TotalDenied);
}
