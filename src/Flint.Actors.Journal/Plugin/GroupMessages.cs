using Akka.Event;

namespace Flint.Actors.Journal.Plugin;

/// <summary>To itself, behind what its mailbox holds: the group is closed once all of that is in it. One that meets a journal that has stopped has nothing to close.</summary>
internal sealed class CloseGroup : IDeadLetterSuppression
{
    public static CloseGroup Instance { get; } = new();
}

/// <summary>From the log's own thread: committed groups are safe, or never will be.</summary>
/// <param name="Owner">Who committed them: what an earlier incarnation of the journal waited for is none of a later one's business.</param>
/// <param name="Failure">Why they will never be safe; null when they are.</param>
internal sealed record GroupsDone(CommitQueue Owner, StorageFailedException? Failure);

/// <summary>From any thread: nothing is written any more.</summary>
internal sealed record LogFailed(StorageFailedException Cause);
