using Akka.Persistence;
using Akka.TestKit;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>Compactions that the journal is asked for.</summary>
public sealed class JournalCompactionSpec : PluginSpec
{
    private readonly MemoryDisk _disk;
    private readonly HeldFold _fold = new("p-2");

    public JournalCompactionSpec() : this(new MemoryDisk())
    {
    }

    private JournalCompactionSpec(MemoryDisk disk) : base("memory", "", LogEngine.Open(disk.Open(), LogDriver.Always))
    {
        _disk = disk;
        FlintLogs.For(Sys).Fold(Engine, () => _fold);
    }

    [Fact]
    public async Task Journal_that_restarts_should_take_over_the_compaction_that_runs()
    {
        var logs = FlintLogs.For(Sys);
        Stored(Events(1, 3));
        Stored(Events(1, 1, "p-2"));
        var first = logs.CompactAsync(Engine);
        _fold.WaitUntilHeld();

        RestartJournal();
        Stored(Events(4, 6));
        var second = logs.CompactAsync(Engine);
        var third = logs.CompactAsync(Engine);
        _fold.LetGo();

        await Assert.ThrowsAsync<StorageFailedException>(() => first);
        // They were asked for after the first had begun: what they did covers what was written until then.
        Assert.Equal(2, (await second).Covered);
        Assert.Equal(2, (await third).Covered);
        Stored(Events(7, 7));
        Assert.Equal(Events(1, 7), Replayed().Events);
        Assert.Equal(3, (await logs.CompactAsync(Engine)).Covered);
    }

    [Fact]
    public async Task Compaction_that_the_disk_refuses_should_fail_those_who_asked_and_nobody_else()
    {
        _fold.LetGo();
        Stored(Events(1, 3));
        _disk.Fault = new DiskFault(call => call is { Operation: "create", File: LogFileNames.NextSnapshot }, 1, DiskFault.NoSpace);

        var refusal = await Assert.ThrowsAsync<StorageFailedException>(() => FlintLogs.For(Sys).CompactAsync(Engine));

        Assert.Contains("the log was not compacted, and goes on", refusal.Message, StringComparison.Ordinal);
        Stored(Events(4, 4));
        await FlintLogs.For(Sys).CompactAsync(Engine);
        Assert.Equal(Events(1, 4), Replayed().Events);
    }

    [Fact]
    public async Task Replays_should_be_whole_while_a_compaction_runs_and_writes_are_on_their_way()
    {
        Stored(Events(1, 2_000));
        Stored(Events(1, 1, "p-2"));
        var compaction = FlintLogs.For(Sys).CompactAsync(Engine);
        _fold.WaitUntilHeld();
        Assert.Equal(Events(1, 2_000), Replayed().Events);

        TestProbe writer = CreateTestProbe(), reader = CreateTestProbe();
        using (_disk.Hold = new SyncHold())
        {
            Write(writer, new AtomicWrite(Event("a-2001", 2_001, writer: Writer)));
            _disk.Hold.WaitForSync();
            // The replay finds this one in the open group.
            InTurn(() =>
            {
                Write(writer, new AtomicWrite(Event("a-2002", 2_002, writer: Writer)));
                Journal.Tell(new ReplayMessages(0, long.MaxValue, long.MaxValue, "p-1", reader.Ref), reader.Ref);
            });
        }
        _fold.LetGo();

        foreach (var expected in Events(1, 2_002))
            Assert.Equal(expected, reader.ExpectMsg<ReplayedMessage>().Persistent);
        Assert.Equal(2_002, reader.ExpectMsg<RecoverySuccess>().HighestSequenceNr);
        Assert.False(compaction.IsFaulted);
        await compaction;
        Assert.Equal(Events(1, 2_002), Replayed().Events);
    }

    [Fact]
    public async Task What_is_deleted_while_a_compaction_runs_should_stay_deleted()
    {
        Stored(Events(1, 5));
        Stored(Events(1, 5, "p-0"));
        Stored(Events(1, 1, "p-2"));
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 4, DateTime.UtcNow), "state"), TestActor);
        ExpectMsg<SaveSnapshotSuccess>();
        var compaction = FlintLogs.For(Sys).CompactAsync(Engine);
        _fold.WaitUntilHeld();

        Journal.Tell(new DeleteMessagesTo("p-1", 3, TestActor), TestActor);
        ExpectMsg<DeleteMessagesSuccess>();
        Journal.Tell(new DeleteMessagesTo("p-0", long.MaxValue, TestActor), TestActor);
        ExpectMsg<DeleteMessagesSuccess>();
        SnapshotStore.Tell(new DeleteSnapshots("p-1", SnapshotSelectionCriteria.Latest), TestActor);
        ExpectMsg<DeleteSnapshotsSuccess>();
        _fold.LetGo();
        await compaction;
        Stored(Events(6, 6));

        Check();
        await FlintLogs.For(Sys).CompactAsync(Engine); // the deletions themselves are folded away
        Check();
        BeginAnew(() => LogEngine.Open(_disk.PowerCut().Open(), LogDriver.Always));
        Check();

        void Check()
        {
            Assert.Equal([4L, 5L, 6L], Replayed().Events.Select(e => e.SequenceNr));
            var (events, highest) = Replayed(persistenceId: "p-0");
            Assert.Empty(events);
            Assert.Equal(5, highest);
            SnapshotStore.Tell(new LoadSnapshot("p-1", SnapshotSelectionCriteria.Latest, long.MaxValue), TestActor);
            Assert.Null(ExpectMsg<LoadSnapshotResult>().Snapshot);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _fold.Dispose();
        base.Dispose(disposing);
    }
}
