using System.Buffers;
using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.Serialization;
using Flint.State;

namespace Flint.Hosting;

/// <summary>What the lines of a persistence id in the embedded log say.</summary>
internal static class KeyLines
{
    /// <summary>The state that the lines of a key fold to, and the number of the last.</summary>
    public static (LimitState State, long SequenceNr) FoldKey(LogView lines) => new LineFold(lines, lines.Latest).TakeAll().End();

    /// <summary>
    /// As the other; and the totals follow the key through all its lines, from where a compaction has left it.
    /// </summary>
    /// <param name="lines">The lines.</param>
    /// <param name="totals">Where the key is counted.</param>
    /// <param name="isCounted">Whether the totals know already of what the compaction has left.</param>
    /// <param name="earlier">Other totals that follow it through some of its first lines, or null.</param>
    /// <exception cref="StorageFailedException">They say what no key can have done.</exception>
    public static (LimitState State, long SequenceNr) FoldKey(LogView lines, TotalsTable totals, bool isCounted, EarlierTotals? earlier = null)
    {
        try
        {
            var counted = Counted(lines, isCounted);
            var start = StartOf(lines);
            if (earlier is { } other && start?.SequenceNr > other.Lines.LastNumber)
            {
                // Its snapshot is younger than they are: they have a way of their own, behind which it is read again.
                FoldKey(other.Lines, other.Totals, isCounted);
                (earlier, start) = (null, StartOf(lines));
            }
            return new LineFold(lines, start, totals, earlier, counted).TakeAll().End();
        }
        catch (Exception e) when (IsOfLines(e))
        {
            throw UnreadableKeys.Failure(KeyOf(lines), e);
        }
    }

    /// <summary>The same fold, to which the events behind the key's state are still to be brought.</summary>
    /// <exception cref="StorageFailedException">They say what no key can have done.</exception>
    public static LineFold BeginKey(LogView lines, TotalsTable totals, bool isCounted, EarlierTotals? earlier)
    {
        try
        {
            return new LineFold(lines, lines.State, totals, earlier, Counted(lines, isCounted));
        }
        catch (Exception e) when (IsOfLines(e))
        {
            throw UnreadableKeys.Failure(KeyOf(lines), e);
        }
    }

    /// <summary>Whether that was thrown because of what the lines of a key say.</summary>
    public static bool IsOfLines(Exception e) => e is not (FlintException or ObjectDisposedException or OperationCanceledException);

    /// <summary>The key whose lines they are.</summary>
    public static string KeyOf(LogView lines) => lines.PersistenceId[KeyIds.Prefix.Length..];

    /// <summary>Whether the last of the lines of a key leaves it a limit: behind a removal stands nothing but its next limit.</summary>
    public static bool LeaveLimit(LogView lines)
    {
        if (lines.LastText is { IsEmpty: false, Span: var text } && !EntryJson.MayRemove(text))
            return true;
        foreach (var last in lines.EventsBackwards(long.MaxValue))
            return Read<LimitEvents>(last).Entries[^1].Kind != EntryKind.Removed;
        return lines.Latest is { } folded && Read<LimitSnapshot>(folded).State.Config is not null;
    }

    private static LogRecord? StartOf(LogView lines) => HidesRemoval(lines) ? lines.State : lines.Latest;

    private static LimitState Counted(LogView lines, bool isCounted) => isCounted && lines.State is { } folded ? Read<LimitSnapshot>(folded).State : default;

    // A snapshot of the key's own says how it stands, and not what it had counted before it was removed and came again.
    private static bool HidesRemoval(LogView lines) =>
        lines.Latest is { Kind: RecordKind.Snapshot } own
        && lines.Events((lines.State?.SequenceNr ?? 0) + 1, own.SequenceNr).Any(line => EntryJson.MayRemove(line.Payload.Span));

    /// <summary>The state that the coordinator's lines fold to, and the number of the last.</summary>
    public static (CheckAllSnapshot State, long SequenceNr) FoldCheckAll(LogView lines)
    {
        var state = new CheckAllState();
        var number = 0L;
        if (lines.Latest is { } latest)
        {
            state.Apply(Read<CheckAllSnapshot>(latest));
            number = latest.SequenceNr;
        }
        foreach (var line in lines.Events(number + 1))
        {
            state.Apply(Read<CheckAllsDecided>(line));
            number = line.SequenceNr;
        }
        return (state.ToSnapshot(), number);
    }

    /// <summary>The templates that their lines fold to, and the number of the last.</summary>
    public static (TemplatesSnapshot State, long SequenceNr) FoldTemplates(LogView lines)
    {
        var state = new TemplateState();
        state.Apply(TemplatesBefore(lines));
        var number = lines.Latest?.SequenceNr ?? 0;
        foreach (var line in lines.Events(number + 1))
        {
            state.Apply(Read<object>(line));
            number = line.SequenceNr;
        }
        return (state.ToSnapshot(), number);
    }

    /// <summary>The templates as the last compaction has left them.</summary>
    public static TemplatesSnapshot TemplatesBefore(LogView lines) => lines.Latest is { } latest ? Read<TemplatesSnapshot>(latest) : new TemplatesSnapshot(0, [], []);

    /// <summary>The totals that the line says; none without a line.</summary>
    public static TotalsSnapshot ReadTotals(LogRecord? line) => line is { } totals ? Read<TotalsSnapshot>(totals) : new TotalsSnapshot([]);

    /// <summary>A key's history: its newest entries, the oldest of them first; none of a key that has its limit from a template.</summary>
    public static LimitEntry[] History(LogView lines, in LimitState state, int keep, PassedHistory? passed = null) =>
        state.Config is { Source: LimitSource.Template } ? [] : passed?.Newest() ?? Newest(lines, keep);

    /// <summary>A key's newest entries, the oldest of them first.</summary>
    public static LimitEntry[] Newest(LogView lines, int keep)
    {
        var tail = new HistoryTail(keep);
        foreach (var line in lines.EventsBackwards(long.MaxValue))
        {
            if (tail.IsFull)
                return tail.Entries;
            tail.AddBefore(Read<LimitEvents>(line).Entries);
        }
        if (lines.History is { } kept)
            tail.AddBefore(Read<LimitEvents>(kept).Entries);
        return tail.Entries;
    }

    /// <summary>A line of a snapshot file with this payload.</summary>
    public static LogRecord Line(RecordKind kind, string persistenceId, long sequenceNr, long time, object payload)
    {
        var json = new ArrayBufferWriter<byte>();
        FlintJson.Write(payload, json);
        return new LogRecord
        {
            Kind = kind,
            PersistenceId = persistenceId,
            SequenceNr = sequenceNr,
            Time = time,
            SerializerId = FlintSerializer.Id,
            TypeManifest = FlintJson.Manifest(payload),
            Payload = json.WrittenMemory,
            PayloadIsJson = true,
        };
    }

    /// <summary>What the line says.</summary>
    public static T Read<T>(in LogRecord line) => (T)FlintJson.Read(line.Payload, line.TypeManifest);
}
