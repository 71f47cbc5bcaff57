using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.TestKit.Xunit2;
using Flint.Messages;

namespace Flint.Tests.Actors;

/// <summary>A journal that fails or rejects one write of a key and then goes on, as a database does.</summary>
public sealed class OtherJournalTests : TestKit
{
    private static readonly Config Config = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        faulty { class = "Flint.Tests.Actors.FaultyJournal, Flint.Actors.Tests", plugin-dispatcher = "akka.actor.default-dispatcher" }
        """);

    private readonly Limiter _limiter;

    public OtherJournalTests()
        : base(Config) => _limiter = FlintLimits.Start(Sys, new LimiterOptions
        {
            JournalPlugin = "faulty",
            SnapshotPlugin = "akka.persistence.snapshot-store.inmem",
        }).Limiter;

    [Theory]
    [InlineData("FAIL")]
    [InlineData("REJECT")]
    public async Task Write_that_fails_should_be_an_error_and_not_counted(string key)
    {
        await _limiter.LimitAsync(key, 5, "1d");
        FaultyJournal.Arm(key);

        await Assert.ThrowsAsync<StorageFailedException>(async () => await _limiter.CheckAsync(key));

        FaultyJournal.Disarm(key);
    }

    // A line that follows a gap says that the key was removed.
    [Fact]
    public async Task Write_that_is_rejected_should_let_nothing_be_written_that_gathered_behind_it()
    {
        const string Key = "REJECT-behind";
        await _limiter.LimitAsync(Key, 5, "1d");
        await _limiter.CheckAsync(Key);
        var held = FaultyJournal.Hold(Key);
        FaultyJournal.Arm(Key);
        var rejected = _limiter.CheckAsync(Key).AsTask();
        await held.Arrived.Task;
        FaultyJournal.Disarm(Key);
        var behind = _limiter.CheckAsync(Key).AsTask();
        await _limiter.StatusAsync(Key); // it has gathered
        held.Gone.SetResult();

        await Assert.ThrowsAsync<StorageFailedException>(() => rejected);
        await Assert.ThrowsAsync<StorageFailedException>(() => behind);

        Assert.Equal((5, 1), await StatusAgain(Key));
    }

    [Fact]
    public async Task What_only_our_log_can_tell_should_be_refused_with_the_journals_name()
    {
        await _limiter.LimitAsync("k", 5, "1d");

        var history = await Assert.ThrowsAsync<NotSupportedException>(async () => await _limiter.HistoryAsync("k").GetAsyncEnumerator().MoveNextAsync());
        var compaction = await Assert.ThrowsAsync<NotSupportedException>(async () => await _limiter.CompactAsync());

        Assert.Equal("history is read from Flint's own log, and this limiter writes to faulty", history.Message);
        Assert.Equal("compaction works on Flint's own log, and this limiter writes to faulty", compaction.Message);
    }

    // A key that stops loses the holds of check_alls that are not decided; whoever comes next is granted what they hold.
    [Fact]
    public async Task Key_that_stops_should_not_grant_what_an_undecided_check_all_holds()
    {
        const string Key = "REJECT-held";
        await _limiter.LimitAsync(Key, 5, "1d", Algorithm.FixedWindowCounter);
        await _limiter.LimitAsync("z", 5, "1d", Algorithm.FixedWindowCounter);
        var partition = await Partition("z");
        await partition.Ask<QuotaReserved>(new ReserveQuota(long.MaxValue, 0, "z", 5)); // keeps the check_all undecided
        var all = _limiter.CheckAllAsync([(Key, 4), ("z", 1)]).AsTask();
        var ofKey = await Partition(Key);
        while ((await ofKey.Ask<QuotaReserved>(new ProbeQuota(7, 0, Key, 1))).Result.Remaining > 0)
        {
            // its reservation is on the way
        }
        FaultyJournal.Arm(Key);
        await Assert.ThrowsAsync<StorageFailedException>(async () => await _limiter.CheckAsync(Key));
        FaultyJournal.Disarm(Key);

        var check = Repeated(Key, 5);
        while (!check.IsCompleted && (await ofKey.Ask<IReservationAnswer>(new ProbeQuota(8, 0, Key, 1))).Result is not { Remaining: 0 })
        {
            // Either it is decided, or the check_all, whom "z" had told that it is busy, has come back for its hold: then it waits for that.
        }
        partition.Tell(new ReleaseHold(long.MaxValue, "z"));
        var granted = await check ? 5 : 0;
        try
        {
            granted += (await all).Allowed ? 4 : 0;
        }
        catch (FlintException)
        {
            // refusing it is as good
        }

        Assert.InRange(granted, 0, 5);
    }

    // Until the partition has heard that the key's actor stopped, a request may meet it and is told to repeat.
    private async Task<bool> Repeated(string key, long cost)
    {
        try
        {
            return await _limiter.AllowAsync(key, cost);
        }
        catch (RequestNotDecidedException)
        {
            return await Repeated(key, cost);
        }
    }

    private async Task<(long Rate, long Allowed)> StatusAgain(string key)
    {
        try
        {
            return await _limiter.StatusAsync(key) is { } status ? (status.Rate, status.TotalAllowed) : default;
        }
        catch (RequestNotDecidedException)
        {
            return await StatusAgain(key);
        }
    }

    private async Task<IActorRef> Partition(string key)
    {
        for (var i = 0; ; i++)
        {
            var partition = await Sys.ActorSelection($"/user/flint/partition-{i}").ResolveOne(TimeSpan.FromSeconds(10));
            if ((await partition.Ask<AwakeKeys>(GetAwakeKeys.Instance)).Keys.Contains(key))
                return partition;
        }
    }
}

/// <summary>Fails or rejects the writes of the keys that are armed, and holds the next one of those that are to be held.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    private static readonly ConcurrentDictionary<string, bool> Armed = new(); // Akka makes the journal, by its name

    private static readonly ConcurrentDictionary<string, (TaskCompletionSource Arrived, TaskCompletionSource Gone)> Held = new();

    public static (TaskCompletionSource Arrived, TaskCompletionSource Gone) Hold(string key) => Held["flint/key/" + key] =
        (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));

    public static void Arm(string key) => Armed["flint/key/" + key] = true;

    public static void Disarm(string key) => Armed.TryRemove("flint/key/" + key, out _);

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToArray();
        var isArmed = writes.Any(w => Armed.ContainsKey(w.PersistenceId));
        if (Held.TryRemove(writes[0].PersistenceId, out var held))
        {
            held.Arrived.SetResult();
            await held.Gone.Task;
        }
        if (!isArmed)
            return await base.WriteMessagesAsync(writes, cancellationToken);
        return writes[0].PersistenceId.Contains("REJECT", StringComparison.Ordinal)
            ? [.. writes.Select(_ => new ArgumentException("rejected"))]
            : throw new TimeoutException("the database is away");
    }
}
