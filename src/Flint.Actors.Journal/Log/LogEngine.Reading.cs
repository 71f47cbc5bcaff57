namespace Flint.Actors.Journal.Log;

/// <content>What the log holds, for every thread.</content>
public sealed partial class LogEngine
{
    /// <summary>The lines of the persistence id as they are now, for as long as the view is not disposed.</summary>
    public LogView View(string persistenceId) => _reader.View(persistenceId);

    /// <summary>The lines of many persistence ids, one after the other.</summary>
    public LogViews Views() => _reader.Views();

    /// <summary>The highest number ever used by the persistence id, deleted ones included; 0 if none.</summary>
    public long HighestSequenceNr(string persistenceId) => _index.HighestSequenceNr(persistenceId);

    /// <summary>Whether the log holds anything of the persistence id (the open group included).</summary>
    public bool Contains(string persistenceId) => _index.Contains(persistenceId);

    /// <summary>Whether lines of the persistence id stand in the open group, where readers do not see them yet.</summary>
    public bool IsGathering(string persistenceId) => _index.HasBehind(persistenceId, _writer.Number);

    /// <summary>
    /// The written, undeleted events of the persistence id in that range, in order, at most <paramref name="max"/>. Where the range begins with folded ones, the state
    /// that they are folded into comes first.
    /// </summary>
    /// <exception cref="CorruptStorageException">A line is not what was written (found on enumeration).</exception>
    /// <exception cref="StorageFailedException">The file cannot be read, or the range ends among folded events (found on enumeration).</exception>
    public IEnumerable<LogRecord> Read(string persistenceId, long from, long to, long max = long.MaxValue) => _reader.Read(persistenceId, from, to, max);

    /// <summary>The youngest written, undeleted snapshot within the bounds (inclusive; UTC ticks), or null.</summary>
    public LogRecord? FindSnapshot(string persistenceId, long minSequenceNr, long maxSequenceNr, long minTime, long maxTime) =>
        _reader.FindSnapshot(persistenceId, minSequenceNr, maxSequenceNr, minTime, maxTime);

    /// <summary>The number and time of every undeleted snapshot of the persistence id (open group included), oldest first.</summary>
    public IReadOnlyList<(long SequenceNr, long Time)> Snapshots(string persistenceId) => _index.Snapshots(persistenceId);

    /// <summary>Every persistence id with the prefix that comes behind that one, in the order of their UTF-8 bytes; what is there all the time comes once, whatever happens to others.</summary>
    public IEnumerable<string> PersistenceIds(string prefix, string? after = null) => _index.PersistenceIds(prefix, after);

    /// <summary>The same ids, each with its lines, for <see cref="LogViews.Next"/>.</summary>
    public LogWalk Walk(string prefix, string? after = null) => _index.Walk(prefix, after);

    /// <inheritdoc cref="LogIndex.WalkInAnyOrder"/>
    public LogWalk WalkInAnyOrder(string prefix) => _index.WalkInAnyOrder(prefix);
}
