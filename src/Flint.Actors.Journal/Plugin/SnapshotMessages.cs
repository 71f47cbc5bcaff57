using Akka.Actor;
using Akka.Persistence;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>From a snapshot store to the journal, the only one that appends. Classes, since two equal requests are two requests.</summary>
/// <param name="store">The snapshot store.</param>
/// <param name="log">The log it reads; the journal must write the same.</param>
/// <param name="persistenceId">Whose snapshots change.</param>
/// <param name="request">What the store was asked for.</param>
/// <param name="asker">Who asked.</param>
internal abstract class SnapshotChange(IActorRef store, LogEngine log, string persistenceId, ISnapshotRequest request, IActorRef asker)
{
    public IActorRef Store { get; } = store;

    public LogEngine Log { get; } = log;

    public string PersistenceId { get; } = persistenceId;

    public ISnapshotRequest Request { get; } = request;

    public IActorRef Asker { get; } = asker;

    /// <summary>Called by the journal: appends to the open group; false if there is nothing to append.</summary>
    public abstract bool Append();
}

/// <summary>A snapshot; it takes the place of those of the same number.</summary>
internal sealed class SnapshotSave(IActorRef store, LogEngine log, LogRecord line, SaveSnapshot request, IActorRef asker)
    : SnapshotChange(store, log, line.PersistenceId, request, asker)
{
    public override bool Append()
    {
        foreach (var (number, time) in Log.Snapshots(PersistenceId))
        {
            if (number == line.SequenceNr)
                Log.Append(SnapshotLines.Deleted(PersistenceId, number, time));
        }
        Log.Append(line);
        return true;
    }
}

/// <summary>The removal of the snapshots within the bounds. Which those are only the journal can say: it knows what has not been written yet.</summary>
internal sealed class SnapshotRemoval(IActorRef store, LogEngine log, string persistenceId, SnapshotBounds bounds, ISnapshotRequest request, IActorRef asker)
    : SnapshotChange(store, log, persistenceId, request, asker)
{
    public override bool Append()
    {
        var any = false;
        foreach (var (number, time) in Log.Snapshots(PersistenceId))
        {
            if (!bounds.Contain(number, time))
                continue;
            Log.Append(SnapshotLines.Deleted(PersistenceId, number, time));
            any = true;
        }
        return any;
    }
}

/// <summary>From the journal: the change is as safe as the mode promises, or failed.</summary>
internal sealed record SnapshotChanged(SnapshotChange Change, Exception? Failure);
