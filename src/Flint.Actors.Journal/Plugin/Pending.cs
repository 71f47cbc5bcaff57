using Akka.Persistence;

namespace Flint.Actors.Journal.Plugin;

/// <summary>A request whose lines stand in a group; it is answered when the group is safe or lost.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Messages">Of a write: its envelopes.</param>
/// <param name="Rejections">Of a write: by position why an envelope is not stored; null if all are.</param>
/// <param name="Failure">Why nothing of it is in the log; null if it is.</param>
internal record struct Pending(object Request, IReadOnlyList<IPersistentEnvelope>? Messages = null, Exception?[]? Rejections = null, Exception? Failure = null)
{
    /// <summary>Of a write: whether its actor has been told that it may send the next.</summary>
    public bool IsTaken { get; set; }
}
