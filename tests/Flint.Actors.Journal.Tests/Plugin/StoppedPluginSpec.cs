using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>Requests to a plugin that has stopped: Akka.Persistence would wait for their answers for ever.</summary>
public sealed class StoppedPluginSpec : PluginSpec
{
    private readonly TestProbe _asker;

    public StoppedPluginSpec() => _asker = CreateTestProbe();

    [Fact]
    public void Journal_that_has_stopped_should_fail_every_request()
    {
        Stored(Events(1, 1));
        Stop(Journal);

        Write(_asker, new AtomicWrite([Event("b", 2, sender: TestActor), Event("c", 3)]), new Deferred("deferred", TestActor));
        var failed = _asker.ExpectMsg<WriteMessagesFailed>();
        Assert.Equal(1, failed.WriteCount);
        Assert.Contains("akka.persistence.journal.flint has stopped", Assert.IsType<StorageFailedException>(failed.Cause).Message, StringComparison.Ordinal);
        Assert.Equal(2, _asker.ExpectMsg<WriteMessageFailure>().Persistent.SequenceNr);
        Assert.Equal(TestActor, _asker.LastSender);
        Assert.Equal(3, _asker.ExpectMsg<WriteMessageFailure>().Persistent.SequenceNr);
        Assert.Equal("deferred", _asker.ExpectMsg<LoopMessageSuccess>().Message);
        Journal.Tell(new ReplayMessages(0, 1, 1, "p-1", _asker.Ref), _asker.Ref);
        _asker.ExpectMsg<ReplayMessagesFailure>();
        Journal.Tell(new DeleteMessagesTo("p-1", 1, _asker.Ref), _asker.Ref);
        Assert.Equal(1, _asker.ExpectMsg<DeleteMessagesFailure>().ToSequenceNr);
        Journal.Tell(new CheckJournalHealth(CancellationToken.None), _asker.Ref);
        Assert.Equal(PersistenceHealthStatus.Unhealthy, _asker.ExpectMsg<JournalHealthCheckResponse>().Result.Status);
        var compaction = new TaskCompletionSource<CompactionReport>();
        Journal.Tell(new CompactLog(compaction), ActorRefs.NoSender);
        Assert.Throws<StorageFailedException>(() => compaction.Task.WaitAsync(RemainingOrDefault).GetAwaiter().GetResult());
        Assert.False(_asker.HasMessages);
    }

    [Fact]
    public void Store_that_has_stopped_should_fail_every_request()
    {
        Stop(SnapshotStore);

        ExpectFailuresOfChanges();
        SnapshotStore.Tell(new LoadSnapshot("p-1", SnapshotSelectionCriteria.Latest, 1), _asker.Ref);
        Assert.IsType<StorageFailedException>(_asker.ExpectMsg<LoadSnapshotFailed>().Cause);
        SnapshotStore.Tell(new CheckSnapshotStoreHealth(CancellationToken.None), _asker.Ref);
        Assert.Equal(PersistenceHealthStatus.Unhealthy, _asker.ExpectMsg<SnapshotStoreHealthCheckResponse>().Result.Status);
        Assert.False(_asker.HasMessages);
        Stored(Events(1, 1)); // the journal goes on
    }

    [Fact]
    public void Store_whose_journal_has_stopped_should_fail_changes_before_it_knows()
    {
        SnapshotStore.Tell(new CheckSnapshotStoreHealth(CancellationToken.None), _asker.Ref);
        _asker.ExpectMsg<SnapshotStoreHealthCheckResponse>();

        Sys.Stop(Journal);

        ExpectFailuresOfChanges();
        Assert.False(_asker.HasMessages);
    }

    [Fact]
    public void What_a_journal_has_not_looked_at_when_it_stops_should_be_failed()
    {
        Journal.Tell(PoisonPill.Instance);
        for (var number = 1; number <= 100; number++)
            Write(_asker, new AtomicWrite(Event("a", number)));

        for (var number = 1; number <= 100; number++)
        {
            _asker.ExpectMsg<WriteMessagesFailed>();
            Assert.Equal(number, _asker.ExpectMsg<WriteMessageFailure>().Persistent.SequenceNr);
        }
    }

    [Fact]
    public void Persistent_actors_should_end_when_their_journal_has_stopped()
    {
        var started = Sys.ActorOf(Props.Create<Teller>("started", TestActor));
        ExpectMsg("recovered");
        Stop(Journal);
        var late = Sys.ActorOf(Props.Create<Teller>("late", TestActor));
        ExpectMsg("failed to recover");
        _asker.Watch(late);
        _asker.ExpectTerminated(late);

        started.Tell("persist");

        ExpectMsg("failed to persist");
        _asker.Watch(started);
        _asker.ExpectTerminated(started);
    }

    private void ExpectFailuresOfChanges()
    {
        var metadata = new SnapshotMetadata("p-1", 1, DateTime.UtcNow);
        SnapshotStore.Tell(new SaveSnapshot(metadata, "state"), _asker.Ref);
        Assert.Equal(metadata, _asker.ExpectMsg<SaveSnapshotFailure>().Metadata);
        SnapshotStore.Tell(new DeleteSnapshot(metadata), _asker.Ref);
        Assert.Equal(metadata, _asker.ExpectMsg<DeleteSnapshotFailure>().Metadata);
        SnapshotStore.Tell(new DeleteSnapshots("p-1", SnapshotSelectionCriteria.Latest), _asker.Ref);
        Assert.IsType<StorageFailedException>(_asker.ExpectMsg<DeleteSnapshotsFailure>().Cause);
    }

    private void Stop(IActorRef plugin)
    {
        var watcher = CreateTestProbe();
        watcher.Watch(plugin);
        Sys.Stop(plugin);
        watcher.ExpectTerminated(plugin);
    }

    /// <summary>Tells what becomes of it.</summary>
    private sealed class Teller(string persistenceId, IActorRef listener) : UntypedPersistentActor
    {
        public override string PersistenceId => persistenceId;

        protected override void OnCommand(object message) => Persist(message, _ => listener.Tell("persisted"));

        protected override void OnRecover(object message)
        {
            if (message is RecoveryCompleted)
                listener.Tell("recovered");
        }

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => listener.Tell("failed to persist");

        protected override void OnRecoveryFailure(Exception reason, object? message = null) => listener.Tell("failed to recover");
    }
}
