using Akka.Actor;
using Akka.Persistence;

namespace Flint.Actors.Journal.Plugin;

/// <summary>The failure that each request to a journal or a snapshot store is answered with where it cannot be fulfilled.</summary>
internal static class Refusal
{
    /// <summary>Answers the request; false if the message is none.</summary>
    /// <param name="message">What the plugin was sent.</param>
    /// <param name="asker">Who sent it; null where the request itself says.</param>
    /// <param name="cause">Why it is refused.</param>
    /// <param name="plugin">In whose name it is answered.</param>
    public static bool Answer(object message, IActorRef? asker, Exception cause, IActorRef plugin)
    {
        switch (message)
        {
            case WriteMessages write:
                WriteAnswers.Fail(new Pending(write, WriteAnswers.Listed(write)), cause, plugin);
                return true;
            case ReplayMessages replay:
                replay.PersistentActor.Tell(new ReplayMessagesFailure(cause), plugin);
                return true;
            case DeleteMessagesTo delete:
                delete.PersistentActor.Tell(new DeleteMessagesFailure(cause, delete.ToSequenceNr), plugin);
                return true;
            case SnapshotChange change:
                change.Store.Tell(new SnapshotChanged(change, cause), plugin);
                return true;
            case CompactLog compact:
                compact.Done.TrySetException(cause);
                return true;
            default:
                if (Reply(message, cause) is not { } reply)
                    return false;
                asker?.Tell(reply, plugin);
                return true;
        }
    }

    private static object? Reply(object message, Exception cause) => message switch
    {
        LoadSnapshot => new LoadSnapshotFailed(cause),
        SaveSnapshot save => new SaveSnapshotFailure(save.Metadata, cause),
        DeleteSnapshot delete => new DeleteSnapshotFailure(delete.Metadata, cause),
        DeleteSnapshots delete => new DeleteSnapshotsFailure(delete.Criteria, cause),
        CheckJournalHealth => Health.OfJournal(cause),
        CheckSnapshotStoreHealth => Health.OfSnapshotStore(cause),
        _ => null,
    };
}
