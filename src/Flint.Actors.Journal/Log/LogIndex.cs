using System.Diagnostics.CodeAnalysis;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>Which lines belong to which persistence id, and where they stand. For every thread.</summary>
internal sealed class LogIndex
{
    private const int StackChars = 512;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, IndexEntry> _entries;
    private readonly Dictionary<string, IndexEntry>.AlternateLookup<ReadOnlySpan<char>> _byChars;

    public LogIndex()
    {
        _entries = new Dictionary<string, IndexEntry>(StringComparer.Ordinal);
        _byChars = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Takes up a line that is appended.</summary>
    public void Apply(in LogRecord record, long group, LinePosition position, int length)
    {
        lock (_gate)
        {
            var entry = EntryOf(record.PersistenceId);
            entry.LastGroup = group;
            entry.Apply(record.Kind, record.SequenceNr, record.Time, position, length);
        }
    }

    /// <summary>Takes up the lines of a group that was read while opening.</summary>
    /// <exception cref="CorruptStorageException">One of them is none of ours.</exception>
    public void Apply(GroupScanner group, GenerationFile generation)
    {
        lock (_gate)
        {
            for (var i = 0; i < group.LineCount; i++)
            {
                var line = group.LineAt(i, out var offset);
                if (!LineDecoder.TryDecodeHead(line, out var view) || !TryEntryOf(view.PersistenceId.Of(line), out var entry))
                    throw new CorruptStorageException(generation.Name, group.Line + i, offset, "the line is of no known kind");
                entry.Apply((RecordKind)view.Kind, view.SequenceNr, view.Time, new LinePosition(generation.Header.Generation, offset), line.Length);
            }
        }
    }

    /// <summary>What stands at or behind the position was written again, elsewhere.</summary>
    public void Move(LinePosition from, long generation, long bytes)
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
                entry.Move(from, generation, bytes);
        }
    }

    public long HighestSequenceNr(string persistenceId)
    {
        lock (_gate)
            return _entries.TryGetValue(persistenceId, out var entry) ? entry.Highest : 0;
    }

    public bool Contains(string persistenceId)
    {
        lock (_gate)
            return _entries.ContainsKey(persistenceId);
    }

    /// <summary>Whether a group behind that one has lines of the persistence id.</summary>
    public bool HasBehind(string persistenceId, long group)
    {
        lock (_gate)
            return _entries.TryGetValue(persistenceId, out var entry) && entry.LastGroup > group;
    }

    /// <summary>Fills in events of that range between the positions (both exclusive), in the order of the log; how many.</summary>
    public int CopyEvents(string persistenceId, long from, long to, LinePosition after, LinePosition before, Span<EventSlot> into)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(persistenceId, out var entry))
                return 0;
            var events = entry.Events;
            var count = 0;
            for (var i = FirstBehind(events, after); i < events.Length && count < into.Length && events[i].Position.CompareTo(before) < 0; i++)
            {
                if (events[i].SequenceNr >= from && events[i].SequenceNr <= to)
                    into[count++] = events[i];
            }
            return count;
        }
    }

    /// <summary>The youngest snapshot within the bounds that stands before the position.</summary>
    public SnapshotSlot? FindSnapshot(string persistenceId, long minSequenceNr, long maxSequenceNr, long minTime, long maxTime, LinePosition before)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(persistenceId, out var entry))
                return null;
            for (var i = entry.Snapshots.Count - 1; i >= 0; i--)
            {
                var slot = entry.Snapshots[i];
                if (slot.SequenceNr >= minSequenceNr && slot.SequenceNr <= maxSequenceNr && slot.Time >= minTime && slot.Time <= maxTime
                    && slot.Position.CompareTo(before) < 0)
                    return slot;
            }
            return null;
        }
    }

    public IReadOnlyList<(long SequenceNr, long Time)> Snapshots(string persistenceId)
    {
        lock (_gate)
            return _entries.TryGetValue(persistenceId, out var entry) ? [.. entry.Snapshots.Select(slot => (slot.SequenceNr, slot.Time))] : [];
    }

    public IReadOnlyList<string> PersistenceIds(string prefix)
    {
        List<string> found;
        lock (_gate)
            found = [.. _entries.Keys.Where(id => id.StartsWith(prefix, StringComparison.Ordinal))];
        found.Sort(Utf8Order.Compare);
        return found;
    }

    private static int FirstBehind(ReadOnlySpan<EventSlot> events, LinePosition after)
    {
        var (low, high) = (0, events.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (events[middle].Position.CompareTo(after) > 0)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    private IndexEntry EntryOf(string persistenceId)
    {
        if (!_entries.TryGetValue(persistenceId, out var entry))
            _entries.Add(persistenceId, entry = new IndexEntry());
        return entry;
    }

    private bool TryEntryOf(ReadOnlySpan<byte> rawId, [NotNullWhen(true)] out IndexEntry? entry)
    {
        // Most lines are of an id that is known: no string for them.
        Span<char> chars = stackalloc char[StackChars];
        var length = JsonText.TryDecode(rawId, chars);
        if (length >= 0 && _byChars.TryGetValue(chars[..length], out entry))
            return true;
        entry = JsonText.Decode(rawId) is { } id ? EntryOf(id) : null;
        return entry is not null;
    }
}
