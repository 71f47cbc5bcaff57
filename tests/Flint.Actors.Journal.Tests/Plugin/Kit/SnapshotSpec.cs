using Akka.Persistence;

namespace Flint.Actors.Journal.Tests.Plugin.Kit;

/// <summary>Asks the snapshot store, in one of the lives of its log.</summary>
public abstract class SnapshotSpec(Life life) : LifeSpec(life)
{
    /// <summary>Saves it; what it was saved as.</summary>
    protected SnapshotMetadata Save(SnapshotMetadata metadata, object snapshot)
    {
        var asker = CreateTestProbe();
        SnapshotStore.Tell(new SaveSnapshot(metadata, snapshot), asker.Ref);
        var saved = asker.ExpectMsg<SaveSnapshotSuccess>().Metadata;
        Assert.Equal(SnapshotStore, asker.LastSender);
        return saved;
    }

    protected SelectedSnapshot? Load(SnapshotSelectionCriteria criteria, long to = long.MaxValue, string persistenceId = "p-1")
    {
        var asker = CreateTestProbe();
        SnapshotStore.Tell(new LoadSnapshot(persistenceId, criteria, to), asker.Ref);
        var result = asker.ExpectMsg<LoadSnapshotResult>();
        Assert.Equal(to, result.ToSequenceNr);
        return result.Snapshot;
    }

    protected void Delete(SnapshotMetadata metadata)
    {
        var (asker, subscriber) = (CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(subscriber.Ref, typeof(DeleteSnapshot));
        SnapshotStore.Tell(new DeleteSnapshot(metadata), asker.Ref);
        Assert.Equal(metadata, subscriber.ExpectMsg<DeleteSnapshot>().Metadata);
        Assert.Equal(metadata, asker.ExpectMsg<DeleteSnapshotSuccess>().Metadata);
    }

    protected void Delete(SnapshotSelectionCriteria criteria)
    {
        var (asker, subscriber) = (CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(subscriber.Ref, typeof(DeleteSnapshots));
        SnapshotStore.Tell(new DeleteSnapshots("p-1", criteria), asker.Ref);
        Assert.Equal(criteria, subscriber.ExpectMsg<DeleteSnapshots>().Criteria);
        Assert.Equal(criteria, asker.ExpectMsg<DeleteSnapshotsSuccess>().Criteria);
    }
}
