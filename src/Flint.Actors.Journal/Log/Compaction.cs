using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;
using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Folds the old snapshot and the closed generations into a new snapshot beside them, while the log goes on. Nothing counts before the rename; until then a failure
/// leaves everything as it was. Beyond the index its memory is that of a few groups, of the states of the busiest persistence ids with their newest entries, and of one other.
/// </summary>
internal sealed class Compaction(IDataDirectory directory, LogIndex index, LogReader reader, ILogFold? fold, Pace pace)
{
    private readonly SlotSet _forgotten = new();
    private bool _bringsUnchanged;

    /// <summary>Writes the snapshot that covers everything in front of that header, and syncs it; its size.</summary>
    /// <exception cref="CorruptStorageException">What is to be folded is not what was written: it is the only copy and stays.</exception>
    /// <exception cref="OperationCanceledException">The log closes.</exception>
    public long Write(in GenerationHeader following, long newest)
    {
        var covered = following.Generation - 1;
        var earlier = VerifySnapshot();
        var end = new LinePosition(LogFile.OfGeneration(following.Generation), 0);
        if (fold?.Sum is { } sum)
            Begin(sum, earlier, end);
        using var views = reader.Views(pace);
        using var running = fold is null ? null : RunningFolds.Begin(fold, index, views, end, pace);
        VerifyGenerations(earlier, following, running);
        using var writer = new SnapshotWriter(directory, new SnapshotHeader(covered, following.First, following.Previous), newest);
        foreach (var id in index.PersistenceIds(""))
        {
            pace.Rest();
            if (id == fold?.Sum?.PersistenceId)
            {
                writer.Add(fold.Sum.End(covered));
                continue;
            }
            var view = views.Of(id, end);
            if (!view.Slots.IsEmpty && !Write(view, running, writer))
                index.Mark(id, _forgotten);
        }
        writer.Finish();
        return writer.Bytes;
    }

    /// <summary>The snapshot has its name: it is read again, and the index finds its lines there from now on, one persistence id after the other.</summary>
    public void Publish(long covered)
    {
        var end = new LinePosition(LogFile.OfGeneration(covered + 1), 0);
        index.BeginReplacing();
        using (var file = directory.Open(LogFileNames.Snapshot, writable: false))
        {
            var folded = new FoldedEntries(index, end);
            SnapshotFile.Read(file, folded.Take, pace);
            folded.Finish();
        }
        index.Forget(_forgotten, end, pace);
        index.EndReplacing(pace);
    }

    // It has a place among the others, whether there was anything of it so far or not.
    private void Begin(ILogSum sum, long covered, LinePosition end)
    {
        index.Add(sum.PersistenceId);
        using var view = reader.View(sum.PersistenceId, end, pace);
        var earlier = LogAsOpened.SumIn(view, covered);
        _bringsUnchanged = earlier is null;
        sum.Begin(earlier, pace.Stop);
    }

    // Lines are read by their place, without the sums of their groups, and what they are folded into gets a sum of its own: rot must not pass that way.
    // Which generation the old snapshot covers; 0 if there is none.
    private long VerifySnapshot()
    {
        if (!directory.List().Contains(LogFileNames.Snapshot))
            return 0;
        using var file = directory.Open(LogFileNames.Snapshot, writable: false);
        return SnapshotFile.Read(file, take: null, pace).Header.Covered;
    }

    private void VerifyGenerations(long covered, in GenerationHeader following, RunningFolds? running)
    {
        var generations = new List<GenerationFile>();
        for (var generation = covered + 1; generation < following.Generation; generation++)
        {
            generations.Add(GenerationFile.Read(directory, LogFileNames.Closed(generation)));
        }
        new ChainScan(directory, running, pace).RunClosed(generations, following);
        running?.Finish();
    }

    // False: nothing is left of it.
    private bool Write(LogView view, RunningFolds? running, SnapshotWriter writer)
    {
        if (running?.TryEnd(view.PersistenceId, out var folded) == true)
            return Add(folded, view, writer);
        // A state that nothing was added to is copied like a foreign line.
        if (fold?.Folds(view.PersistenceId) != true || (!_bringsUnchanged && view.Slots.State is not null && view.Slots.Events.IsEmpty && view.Slots.Snapshots.Count == 0))
        {
            Copy(view, writer);
            return true;
        }
        return Add(fold.Fold(view), view, writer);
    }

    private static bool Add(FoldedLines? folded, LogView view, SnapshotWriter writer)
    {
        if (folded is null)
            return false;
        writer.Add(folded.State);
        if (folded.History is { } history)
            writer.Add(history);
        AddHighest(view, folded.State.SequenceNr, writer);
        return true;
    }

    private static void Copy(LogView view, SnapshotWriter writer)
    {
        var highest = 0L;
        foreach (var (kind, text, number) in view.Lines())
        {
            writer.Copy(text.Span);
            if (kind is RecordKind.State or RecordKind.Event)
                highest = Math.Max(highest, number);
        }
        AddHighest(view, highest, writer);
    }

    // The event that told it is deleted.
    private static void AddHighest(LogView view, long told, SnapshotWriter writer)
    {
        if (view.Slots.Highest > told)
            writer.Add(new LogRecord { Kind = RecordKind.Highest, PersistenceId = view.PersistenceId, SequenceNr = view.Slots.Highest });
    }
}
