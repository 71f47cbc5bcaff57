namespace Flint.Actors.Journal.Log;

/// <summary>
/// Sums up, in a line of its own, what a fold is brought. The line is the state of a persistence id of which there are no events; its number is the generation that its snapshot covers, so that
/// a line which somebody has copied who does not know it is told from one that holds.
/// </summary>
public interface ILogSum
{
    /// <summary>Whose line it is. What stands in front of it, in the order of UTF-8 bytes, is summed up.</summary>
    string PersistenceId { get; }

    /// <summary>A compaction begins.</summary>
    /// <param name="earlier">What the snapshot that is folded says; null where it does not say: the fold is brought those persistence ids, too, that nothing was added to.</param>
    /// <param name="closing">The log closes.</param>
    void Begin(LogRecord? earlier, CancellationToken closing);

    /// <summary>All that is summed up was folded.</summary>
    /// <param name="covered">The number of the line.</param>
    LogRecord End(long covered);
}
