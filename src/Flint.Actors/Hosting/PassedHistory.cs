using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>The history of a key whose lines pass by anyhow: where its last lines hold it, none is read again. Lines of busy keys lie far apart, and each would be a call.</summary>
/// <param name="lines">Its lines.</param>
/// <param name="keep">How many entries are kept.</param>
internal sealed class PassedHistory(LogView lines, int keep)
{
    // Of more there is no room for all keys that are folded at once: then they are read again.
    private const int Most = 256;

    // Mostly a line is an entry at least; several can be one run of denials.
    private readonly long _from = keep > Most ? long.MaxValue : lines.LastNumber - (2L * (keep + 1));
    private RunningHistory? _entries;

    /// <summary>Takes up the entries of the line of that number, which is the next.</summary>
    public void Take(long number, ReadOnlySpan<LimitEntry> entries)
    {
        if (number > _from)
            (_entries ??= new RunningHistory(keep)).Add(entries);
    }

    /// <summary>The newest entries, once all lines have passed.</summary>
    public LimitEntry[] Newest()
    {
        var tail = new HistoryTail(keep);
        tail.AddBefore(_entries?.Entries);
        if (!tail.IsFull && _from > (lines.State?.SequenceNr ?? 0))
            return KeyLines.Newest(lines, keep);
        if (!tail.IsFull && lines.History is { } kept)
            tail.AddBefore(KeyLines.Read<LimitEvents>(kept).Entries);
        return tail.Entries;
    }
}
