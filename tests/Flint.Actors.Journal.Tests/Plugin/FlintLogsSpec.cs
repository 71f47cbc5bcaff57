using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>Who opens a log, who shares it, and when it closes.</summary>
public sealed class FlintLogsSpec : PluginSpec
{
    private static readonly LogSettings Settings = new(IsBatch: false, 100, TimeSpan.FromMilliseconds(100));

    [Fact]
    public void Logs_should_be_one_a_directory()
    {
        Stored(Events(1, 1));
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), TestActor);
        ExpectMsg<SaveSnapshotSuccess>();

        // However the directory is spelled: a second log in it would be refused by its lock.
        var log = FlintLogs.For(Sys).Open(new LogConfig(LogConfig.FullPath(DataDirectory + "/x/.."), Settings));

        Assert.Equal(1, log.HighestSequenceNr("p-1"));
        Assert.Single(log.Snapshots("p-1"));
    }

    [Fact]
    public void A_second_journal_over_one_directory_should_refuse_everything()
    {
        Stored(Events(1, 1));
        Sys.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString("""
            akka.persistence.journal.second {
              class = "Flint.Actors.Journal.Plugin.FlintJournal, Flint.Actors.Journal"
              plugin-dispatcher = "akka.actor.default-dispatcher"
            }
            """));
        var second = Persistence.Instance.Apply(Sys).JournalFor("akka.persistence.journal.second");

        second.Tell(new WriteMessages([new AtomicWrite(Event("b", 1, "p-2"))], TestActor, Instance), TestActor);

        Assert.Contains("akka.persistence.journal.flint", ExpectMsg<WriteMessagesFailed>().Cause.Message, StringComparison.Ordinal);
        ExpectMsg<WriteMessageFailure>();
    }

    [Fact]
    public async Task Logs_should_close_after_their_system()
    {
        var directory = NewDirectory();
        var log = LogEngine.Open(directory, Settings);
        var system = ActorSystem.Create("other", ConfigOf(directory));
        var logs = FlintLogs.For(system);
        logs.Adopt(directory, log);
        Assert.Same(log, logs.Open(LogConfig.Read(system.Settings.Config, null)));
        Assert.Throws<DataDirectoryLockedException>(() => LogEngine.Open(directory, Settings));

        await system.Terminate();
        await logs.Closed;

        LogEngine.Open(directory, Settings).Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Closed_should_fault_when_the_last_sync_fails()
    {
        var directory = NewDirectory();
        var log = new GatedLog(directory);
        var system = ActorSystem.Create("other", ConfigOf(directory));
        var logs = FlintLogs.For(system);
        logs.Adopt(directory, log.Engine);
        Persistence.Instance.Apply(system).JournalFor(null).Tell(new WriteMessages([new AtomicWrite(Event("a", 1))], TestActor, Instance), TestActor);
        ExpectMsg<WriteMessagesSuccessful>();
        ExpectMsg<WriteMessageSuccess>(); // its own sync is done
        log.Break();

        await system.Terminate();

        await Assert.ThrowsAsync<StorageFailedException>(() => logs.Closed);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Plugins_should_answer_with_the_damage_found_and_log_it_once()
    {
        var directory = NewDirectory();
        Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(Path.Combine(directory, "flint.aof"), "this is no log\nnor is this\n");
        var system = ActorSystem.Create("other", ConfigOf(directory));
        try
        {
            system.EventStream.Subscribe(TestActor, typeof(Error));
            var persistence = Persistence.Instance.Apply(system);
            var (journal, store) = (persistence.JournalFor(null), persistence.SnapshotStoreFor(null));
            ExpectMsg<Error>();

            journal.Tell(new WriteMessages([new AtomicWrite(Event("b", 1)), new Deferred("deferred", TestActor)], TestActor, Instance), TestActor);
            Assert.IsAssignableFrom<FlintException>(ExpectMsg<WriteMessagesFailed>().Cause);
            ExpectMsg<WriteMessageFailure>();
            ExpectMsg<LoopMessageSuccess>();
            journal.Tell(new ReplayMessages(0, 1, 1, "p-1", TestActor), TestActor);
            ExpectMsg<ReplayMessagesFailure>();
            journal.Tell(new DeleteMessagesTo("p-1", 1, TestActor), TestActor);
            ExpectMsg<DeleteMessagesFailure>();
            journal.Tell(new CheckJournalHealth(CancellationToken.None), TestActor);
            Assert.Equal(PersistenceHealthStatus.Unhealthy, ExpectMsg<JournalHealthCheckResponse>().Result.Status);

            store.Tell(new LoadSnapshot("p-1", SnapshotSelectionCriteria.Latest, 1), TestActor);
            Assert.IsAssignableFrom<FlintException>(ExpectMsg<LoadSnapshotFailed>().Cause);
            store.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), TestActor);
            ExpectMsg<SaveSnapshotFailure>();
            store.Tell(new DeleteSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow)), TestActor);
            ExpectMsg<DeleteSnapshotFailure>();
            store.Tell(new DeleteSnapshots("p-1", SnapshotSelectionCriteria.Latest), TestActor);
            ExpectMsg<DeleteSnapshotsFailure>();
            store.Tell(new CheckSnapshotStoreHealth(CancellationToken.None), TestActor);
            Assert.Equal(PersistenceHealthStatus.Unhealthy, ExpectMsg<SnapshotStoreHealthCheckResponse>().Result.Status);
        }
        finally
        {
            var closed = FlintLogs.For(system).Closed;
            await system.Terminate();
            await closed;
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_store_whose_journal_is_of_another_directory_should_fail_saves()
    {
        Sys.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString($$"""
            akka.persistence.snapshot-store.astray {
              class = "Flint.Actors.Journal.Plugin.FlintSnapshotStore, Flint.Actors.Journal"
              plugin-dispatcher = "akka.actor.default-dispatcher"
              journal-plugin = "akka.persistence.journal.flint"
              data-dir = "{{DataDirectory}}/astray"
            }
            """));
        var store = Persistence.Instance.Apply(Sys).SnapshotStoreFor("akka.persistence.snapshot-store.astray");

        store.Tell(new SaveSnapshot(new SnapshotMetadata("p-1", 1, DateTime.UtcNow), "state"), TestActor);

        Assert.Contains("different data directories", ExpectMsg<SaveSnapshotFailure>().Cause.Message, StringComparison.Ordinal);
    }
}
