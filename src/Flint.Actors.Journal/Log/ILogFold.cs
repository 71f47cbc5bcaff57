namespace Flint.Actors.Journal.Log;

/// <summary>
/// What compaction makes of the events of some persistence ids: one state each. The lines of all others are copied, but for what is deleted.
/// One compaction uses one fold, by one thread at a time, and brings (or ends) the persistence ids in the order of their UTF-8 bytes.
/// </summary>
public interface ILogFold
{
    /// <summary>Whether the persistence id is folded.</summary>
    bool Folds(string persistenceId);

    /// <summary>Folds all lines of the view.</summary>
    /// <param name="lines">What there is of the persistence id: an earlier state or snapshots, what was kept before, events.</param>
    /// <returns>The state with the number of the last event, and what is kept of the past; null if the persistence id is to be forgotten together with its numbers.</returns>
    FoldedLines? Fold(LogView lines);

    /// <summary>Begins to fold a persistence id with many lines, of which none is deleted: all events behind its state are brought, in the order of the log, before any persistence id is folded.</summary>
    /// <param name="lines">What there is of it: to be read now and when it ends, and not between. Snapshots that its actor has saved say nothing that its events do not.</param>
    /// <returns>Null if it is to be folded whole, as others are.</returns>
    IRunningFold? Begin(LogView lines) => null;

    /// <summary>What sums up all that is folded, or null.</summary>
    ILogSum? Sum => null;
}

/// <summary>What is left of a persistence id.</summary>
/// <param name="State">Of kind <see cref="RecordKind.State"/>.</param>
/// <param name="History">Of kind <see cref="RecordKind.History"/>, or null.</param>
public sealed record FoldedLines(LogRecord State, LogRecord? History);
