using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Folds the old snapshot and the closed generations into a new snapshot beside them, while the log goes on. Nothing counts before the rename; until then a failure
/// leaves everything as it was. Its memory is that of one persistence id and of where the new lines stand.
/// </summary>
internal sealed class Compaction(IDataDirectory directory, LogIndex index, LogReader reader, ILogFold? fold, Pace pace)
{
    private readonly List<(string PersistenceId, IndexEntry? Folded)> _moved = [];

    /// <summary>Writes the snapshot that covers everything in front of that header, and syncs it; its size.</summary>
    /// <exception cref="CorruptStorageException">What is to be folded is not what was written: it is the only copy and stays.</exception>
    /// <exception cref="OperationCanceledException">The log closes.</exception>
    public long Write(in GenerationHeader following, long newest)
    {
        var covered = following.Generation - 1;
        Verify(following);
        using var writer = new SnapshotWriter(directory, new SnapshotHeader(covered, following.First, following.Previous), newest);
        var end = new LinePosition(LogFile.OfGeneration(following.Generation), 0);
        foreach (var id in index.PersistenceIds(""))
        {
            pace.Rest();
            using var view = reader.View(id, end, pace);
            if (!view.Slots.IsEmpty)
                _moved.Add((id, Write(view, writer)));
        }
        writer.Finish();
        return writer.Bytes;
    }

    /// <summary>The snapshot has its name: the index finds its lines there from now on.</summary>
    public void Publish(long covered)
    {
        var end = new LinePosition(LogFile.OfGeneration(covered + 1), 0);
        foreach (var (id, folded) in _moved)
            index.Replace(id, end, folded);
    }

    // Lines are read by their place, without the sums of their groups, and what they are folded into gets a sum of its own: rot must not pass that way.
    private void Verify(in GenerationHeader following)
    {
        var first = 1L;
        if (directory.List().Contains(LogFileNames.Snapshot))
        {
            using var file = directory.Open(LogFileNames.Snapshot, writable: false);
            first = SnapshotFile.Read(file, index: null, pace).Header.Covered + 1;
        }
        var generations = new List<GenerationFile>();
        for (var generation = first; generation < following.Generation; generation++)
        {
            generations.Add(GenerationFile.Read(directory, LogFileNames.Closed(generation)));
        }
        new ChainScan(directory, index: null, pace).RunClosed(generations, following);
    }

    private IndexEntry? Write(LogView view, SnapshotWriter writer)
    {
        // A state that nothing was added to is copied like a foreign line.
        if (fold?.Folds(view.PersistenceId) != true || (view.Slots.State is not null && view.Slots.Events.IsEmpty && view.Slots.Snapshots.Count == 0))
            return Copy(view, writer);
        if (fold.Fold(view) is not { } folded)
            return null;
        var entry = new IndexEntry();
        Add(entry, folded.State, writer);
        if (folded.History is { } history)
            Add(entry, history, writer);
        return WithHighest(entry, view, writer);
    }

    private static IndexEntry Copy(LogView view, SnapshotWriter writer)
    {
        var entry = new IndexEntry();
        foreach (var (kind, time, text, slot) in view.Lines())
            entry.Apply(kind, slot.SequenceNr, time, writer.Copy(text.Span), slot.Length);
        return WithHighest(entry, view, writer);
    }

    // The event that told it is deleted.
    private static IndexEntry WithHighest(IndexEntry entry, LogView view, SnapshotWriter writer)
    {
        if (view.Slots.Highest > entry.Highest)
            Add(entry, new LogRecord { Kind = RecordKind.Highest, PersistenceId = view.PersistenceId, SequenceNr = view.Slots.Highest }, writer);
        return entry;
    }

    private static void Add(IndexEntry entry, in LogRecord record, SnapshotWriter writer) =>
        entry.Apply(record.Kind, record.SequenceNr, record.Time, writer.Add(record, out var length), length);
}
