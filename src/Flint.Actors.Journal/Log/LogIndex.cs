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
    private long _lastRemoval;

    public LogIndex()
    {
        _entries = new Dictionary<string, IndexEntry>(StringComparer.Ordinal);
        _byChars = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The last group by which something vanished from the index that stood in an earlier one.</summary>
    public long LastRemoval => Volatile.Read(ref _lastRemoval);

    /// <summary>Takes up a line that is appended.</summary>
    public void Apply(in LogRecord record, long group, LinePosition position, int length)
    {
        lock (_gate)
        {
            var entry = EntryOf(record.PersistenceId);
            entry.LastGroup = group;
            if (entry.Apply(record.Kind, record.SequenceNr, record.Time, position, length))
                Volatile.Write(ref _lastRemoval, group);
        }
    }

    /// <summary>Takes up the lines of a group that was read while opening.</summary>
    /// <exception cref="CorruptStorageException">One of them is none of ours.</exception>
    public void Apply(GroupScanner group, LogFile file, string name)
    {
        lock (_gate)
        {
            for (var i = 0; i < group.LineCount; i++)
            {
                var line = group.LineAt(i, out var offset);
                if (!LineDecoder.TryDecodeHead(line, out var view) || !MayStandIn(file, view.Kind) || !TryEntryOf(view.PersistenceId.Of(line), out var entry))
                    throw new CorruptStorageException(name, group.Line + i, offset, "the line is of no known kind");
                entry.Apply((RecordKind)view.Kind, view.SequenceNr, view.Time, new LinePosition(file, offset), line.Length);
            }
        }
    }

    /// <summary>What stands at or behind the position was written again, elsewhere. Only while opening.</summary>
    public void Move(LinePosition from, LogFile to, long bytes)
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Values)
                entry.Move(from, to, bytes);
        }
    }

    /// <summary>Everything of the persistence id before the position stands in another file now, as the fold left it; null: nothing of it is left there.</summary>
    public void Replace(string persistenceId, LinePosition before, IndexEntry? folded)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(persistenceId, out var entry) && !entry.Replace(before, folded))
                _entries.Remove(persistenceId);
        }
    }

    /// <summary>Where the lines of the persistence id stand now.</summary>
    public IndexView View(string persistenceId)
    {
        lock (_gate)
            return _entries.TryGetValue(persistenceId, out var entry) ? entry.View() : new IndexView(null, null, default, [], 0);
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

    private static bool MayStandIn(LogFile file, LineKind kind) => kind is LineKind.Event or LineKind.Snapshot
        || file.IsSnapshot == (kind is LineKind.State or LineKind.History or LineKind.Highest);

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
