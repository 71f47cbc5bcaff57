using Akka.Persistence;
using Akka.TestKit;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>What happens while a group is on its way to the disk, and when it does not get there.</summary>
public sealed class JournalGroupSpec : PluginSpec
{
    private readonly GatedLog _log;
    private readonly TestProbe _actor;
    private readonly TestProbe _other;

    public JournalGroupSpec() : this(NewDirectory())
    {
    }

    private JournalGroupSpec(string directory) : this(directory, new GatedLog(directory))
    {
    }

    private JournalGroupSpec(string directory, GatedLog log) : base(directory, "", log.Engine)
    {
        _log = log;
        (_actor, _other) = (CreateTestProbe(), CreateTestProbe());
    }

    [Fact]
    public void Journal_should_acknowledge_nothing_before_its_sync()
    {
        WriteUpToTheGate();
        Write(_other, new AtomicWrite(Event("b", 1, "p-2")));
        _other.ExpectMsg<WriteMessagesSuccessful>();
        AwaitJournal();
        Assert.False(_actor.HasMessages);
        Assert.False(_other.HasMessages);

        _log.Open();

        _actor.ExpectMsg<WriteMessageSuccess>();
        _other.ExpectMsg<WriteMessageSuccess>();
    }

    [Fact]
    public void Writes_of_one_actor_that_share_a_sync_should_be_acknowledged_in_their_order()
    {
        WriteUpToTheGate();
        for (var number = 2; number <= 5; number++)
        {
            Write(_actor, new AtomicWrite(Event($"a-{number}", number)));
            _actor.ExpectMsg<WriteMessagesSuccessful>();
        }

        _log.Open();

        for (var number = 1; number <= 5; number++)
            Assert.Equal(number, _actor.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        Assert.Equal(2, _log.Syncs);
    }

    [Fact]
    public void What_is_only_deferred_or_cannot_be_stored_should_be_answered_behind_the_writes_of_its_actor_that_are_under_way()
    {
        WriteUpToTheGate();
        Write(_actor, new Deferred("deferred", TestActor));
        _actor.ExpectMsg<WriteMessagesSuccessful>();
        Write(_actor, new AtomicWrite(Event(new Unwritable(), 2)));
        _actor.ExpectMsg<WriteMessagesSuccessful>();
        Write(_actor, new AtomicWrite(Event("a second one under this id", 1)));
        AwaitJournal();
        Assert.False(_actor.HasMessages);

        _log.Open();

        Assert.Equal(1, _actor.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        _actor.ExpectMsg<LoopMessageSuccess>();
        Assert.Equal(2, _actor.ExpectMsg<WriteMessageRejected>().Persistent.SequenceNr);
        _actor.ExpectMsg<WriteMessagesFailed>();
        _actor.ExpectMsg<WriteMessageFailure>();
    }

    [Fact]
    public void Actor_whose_write_fails_in_a_group_of_others_should_not_be_told_to_write_on()
    {
        Stored(Event("a", 1));
        _log.Shut();
        InTurn(() =>
        {
            Write(_other, new AtomicWrite(Event("b", 1, "p-2")));
            Write(_actor, new AtomicWrite(Event("a second one under this id", 1)));
        });
        _other.ExpectMsg<WriteMessagesSuccessful>();
        AwaitJournal();
        Assert.False(_actor.HasMessages);

        _log.Open();

        _other.ExpectMsg<WriteMessageSuccess>();
        _actor.ExpectMsg<WriteMessagesFailed>();
        _actor.ExpectMsg<WriteMessageFailure>();
    }

    [Fact]
    public void What_comes_behind_a_sync_that_has_been_running_for_a_second_should_gather_until_it_ends()
    {
        WriteUpToTheGate();
        _log.Time.Advance(TimeSpan.FromSeconds(1));
        Write(_other, new AtomicWrite(Event("b", 1, "p-2")));
        Write(_other, new AtomicWrite(Event("c", 2, "p-2")));
        AwaitJournal();
        AwaitJournal(); // behind whatever the first may have had the journal send to itself
        Assert.False(_other.HasMessages);

        _log.Open();

        _actor.ExpectMsg<WriteMessageSuccess>();
        _other.ExpectMsg<WriteMessagesSuccessful>();
        _other.ExpectMsg<WriteMessagesSuccessful>();
        Assert.Equal(1, _other.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        Assert.Equal(2, _other.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
    }

    [Fact]
    public void Journal_should_answer_a_replay_after_the_writes_before_it_and_wait_for_no_sync()
    {
        WriteUpToTheGate();
        var reader = CreateTestProbe();
        InTurn(() =>
        {
            // This one is in the open group: nobody can read it yet.
            Write(_other, new AtomicWrite(Event("b", 1, "p-2")));
            Journal.Tell(new ReplayMessages(0, long.MaxValue, long.MaxValue, "p-2", reader.Ref), reader.Ref);
        });

        Assert.Equal("b", reader.ExpectMsg<ReplayedMessage>().Persistent.Payload);
        Assert.Equal(1, reader.ExpectMsg<RecoverySuccess>().HighestSequenceNr);
        Assert.Single(Replayed().Events);
        _log.Open();
    }

    [Fact]
    public void Journal_should_fail_everyone_when_a_sync_fails_and_whoever_comes_later()
    {
        var (deleter, saver) = (CreateTestProbe(), CreateTestProbe());
        WriteUpToTheGate();
        Write(_other, new AtomicWrite([Event("b", 1, "p-2"), Event("c", 2, "p-2")]), new Deferred("deferred", deleter.Ref));
        _other.ExpectMsg<WriteMessagesSuccessful>();
        Journal.Tell(new DeleteMessagesTo("p-1", 1, deleter.Ref), deleter.Ref);
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), saver.Ref);

        _log.Break();

        Assert.Equal(1, _actor.ExpectMsg<WriteMessagesFailed>().WriteCount);
        Assert.Equal(1, _actor.ExpectMsg<WriteMessageFailure>().Persistent.SequenceNr);
        var failed = _other.ExpectMsg<WriteMessagesFailed>();
        Assert.Equal(1, failed.WriteCount);
        Assert.IsType<StorageFailedException>(failed.Cause);
        Assert.Equal(1, _other.ExpectMsg<WriteMessageFailure>().Persistent.SequenceNr);
        Assert.Equal(2, _other.ExpectMsg<WriteMessageFailure>().Persistent.SequenceNr);
        _other.ExpectMsg<LoopMessageSuccess>();
        deleter.ExpectMsg<DeleteMessagesFailure>();
        saver.ExpectMsg<SaveSnapshotFailure>();

        Write(_actor, new AtomicWrite(Event("d", 2)));
        _actor.ExpectMsg<WriteMessagesFailed>();
        _actor.ExpectMsg<WriteMessageFailure>();
        Journal.Tell(new CheckJournalHealth(CancellationToken.None), _actor.Ref);
        var health = _actor.ExpectMsg<JournalHealthCheckResponse>().Result;
        Assert.Equal(PersistenceHealthStatus.Unhealthy, health.Status);
        Assert.IsType<StorageFailedException>(health.Exception);
        SnapshotStore.Tell(new LoadSnapshot("p-1", SnapshotSelectionCriteria.Latest, long.MaxValue), saver.Ref);
        saver.ExpectMsg<LoadSnapshotFailed>();
        SnapshotStore.Tell(new CheckSnapshotStoreHealth(CancellationToken.None), saver.Ref);
        Assert.Equal(PersistenceHealthStatus.Unhealthy, saver.ExpectMsg<SnapshotStoreHealthCheckResponse>().Result.Status);
    }

    [Fact]
    public void Journal_should_fail_everyone_when_it_stops()
    {
        var saver = CreateTestProbe();
        WriteUpToTheGate();
        Write(_other, new AtomicWrite(Event("b", 1, "p-2")));
        _other.ExpectMsg<WriteMessagesSuccessful>();
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), saver.Ref);
        AwaitJournal();

        Sys.Stop(Journal);

        _actor.ExpectMsg<WriteMessagesFailed>();
        _actor.ExpectMsg<WriteMessageFailure>();
        _other.ExpectMsg<WriteMessagesFailed>();
        _other.ExpectMsg<WriteMessageFailure>();
        saver.ExpectMsg<SaveSnapshotFailure>();
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), saver.Ref);
        saver.ExpectMsg<SaveSnapshotFailure>();
        _log.Open();
    }

    [Fact]
    public async Task System_that_ends_with_writes_on_their_way_should_close_its_log_with_all_of_them()
    {
        WriteUpToTheGate();
        Write(_other, new AtomicWrite([Event("b", 1, "p-2"), Event("c", 2, "p-2")]));
        AwaitJournal();
        var closed = FlintLogs.For(Sys).Closed;

        var ended = Sys.Terminate();
        _log.Open();
        await ended;
        await closed;

        using var again = LogEngine.Open(DataDirectory, LogDriver.Always);
        Assert.True(again.Opening.WasClean);
        Assert.Equal([1L], again.Read("p-1", 0, long.MaxValue).Select(line => line.SequenceNr));
        Assert.Equal([1L, 2L], again.Read("p-2", 0, long.MaxValue).Select(line => line.SequenceNr));
    }

    [Fact]
    public void Journal_should_delete_what_is_still_on_its_way_to_the_disk()
    {
        var deleter = CreateTestProbe();
        WriteUpToTheGate();
        Write(_other, new AtomicWrite(Event("b", 1, "p-2")));
        Journal.Tell(new DeleteMessagesTo("p-1", 1, deleter.Ref), deleter.Ref);
        Journal.Tell(new DeleteMessagesTo("p-2", long.MaxValue, deleter.Ref), deleter.Ref);
        AwaitJournal();
        Assert.False(deleter.HasMessages);

        _log.Open();

        deleter.ExpectMsg<DeleteMessagesSuccess>();
        deleter.ExpectMsg<DeleteMessagesSuccess>();
        foreach (var persistenceId in new[] { "p-1", "p-2" })
        {
            var (events, highest) = Replayed(persistenceId: persistenceId);
            Assert.Empty(events);
            Assert.Equal(1, highest);
        }
    }

    [Fact]
    public void Journal_should_fail_everyone_when_it_restarts_and_go_on()
    {
        WriteUpToTheGate();
        Write(_other, new AtomicWrite(Event("b", 1, "p-2")));
        _other.ExpectMsg<WriteMessagesSuccessful>();

        RestartJournal();

        _actor.ExpectMsg<WriteMessagesFailed>();
        _actor.ExpectMsg<WriteMessageFailure>();
        _other.ExpectMsg<WriteMessagesFailed>();
        _other.ExpectMsg<WriteMessageFailure>();
        Write(_other, new AtomicWrite(Event("c", 2, "p-2")));
        _other.ExpectMsg<WriteMessagesSuccessful>();
        _log.Open();
        Assert.Equal(2, _other.ExpectMsg<WriteMessageSuccess>().Persistent.SequenceNr);
        // Nobody knew whether the failed ones would be stored; these were.
        Assert.Equal(["b", "c"], Replayed(persistenceId: "p-2").Events.Select(e => e.Payload));
    }

    [Fact]
    public void Snapshot_store_should_not_call_deleted_what_is_deleted_by_a_group_under_way()
    {
        var asker = CreateTestProbe();
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), asker.Ref);
        asker.ExpectMsg<SaveSnapshotSuccess>();
        _log.Shut();
        SnapshotStore.Tell(new DeleteSnapshots("p-1", SnapshotSelectionCriteria.Latest), asker.Ref);
        _log.AwaitSync();
        // Nothing is left for this one to delete; a power cut now would bring it back.
        SnapshotStore.Tell(new DeleteSnapshots("p-1", SnapshotSelectionCriteria.Latest), asker.Ref);
        SnapshotStore.Tell(new CheckSnapshotStoreHealth(CancellationToken.None), TestActor);
        ExpectMsg<SnapshotStoreHealthCheckResponse>();
        AwaitJournal();
        SnapshotStore.Tell(new CheckSnapshotStoreHealth(CancellationToken.None), TestActor);
        ExpectMsg<SnapshotStoreHealthCheckResponse>();
        Assert.False(asker.HasMessages);

        _log.Open();

        asker.ExpectMsg<DeleteSnapshotsSuccess>();
        asker.ExpectMsg<DeleteSnapshotsSuccess>();
    }

    [Fact]
    public void Load_should_see_what_was_saved_before_it()
    {
        WriteUpToTheGate();
        var asker = CreateTestProbe();
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), asker.Ref);
        SnapshotStore.Tell(new LoadSnapshot("p-1", SnapshotSelectionCriteria.Latest, long.MaxValue), asker.Ref);

        _log.Open();

        asker.ExpectMsg<SaveSnapshotSuccess>();
        Assert.Equal("state", asker.ExpectMsg<LoadSnapshotResult>().Snapshot.Snapshot);
    }

    /// <summary>A write of p-1 whose group is written and waits for its sync.</summary>
    private void WriteUpToTheGate()
    {
        _log.Shut();
        Write(_actor, new AtomicWrite(Event("a", 1)));
        _log.AwaitSync();
        _actor.ExpectMsg<WriteMessagesSuccessful>();
    }
}
