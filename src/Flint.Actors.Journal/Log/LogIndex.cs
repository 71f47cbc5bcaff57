using System.Text;
using Flint.Actors.Journal.Format;
using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Which lines belong to which persistence id, and where they stand: of each id its bytes and those of its entry, and an object only for those that have many lines.
/// For every thread.
/// </summary>
internal sealed class LogIndex
{
    private const int Moment = 256;

    private readonly Lock _gate = new();
    private readonly IdMap _ids;
    private readonly Dictionary<int, IndexEntry> _long = [];
    // The lines of a group are taken up so many at once: first what they say is read, then the memory that is asked for is touched, then they are applied.
    private const int AtOnce = 128;
    private readonly ulong[] _codes = new ulong[AtOnce];
    private readonly LineView[] _heads = new LineView[AtOnce];
    private readonly byte[] _room = new byte[2 * PackedEntry.MaxLength];

    // The ids that have lines in the group that is open, and its number.
    private readonly HashSet<int> _open = [];
    private long _openGroup;
    private long _lastRemoval;

    // Made once: every write asks.
    private readonly Func<int, long> _highestOf;

    public LogIndex()
    {
        _ids = new IdMap(_gate, SeededHash.New());
        _highestOf = HighestOf;
    }

    /// <summary>The last group by which something vanished from the index that stood in an earlier one.</summary>
    public long LastRemoval => Volatile.Read(ref _lastRemoval);

    /// <summary>Takes up a line that is appended.</summary>
    public void Apply(in LogRecord record, long group, LinePosition position, int length)
    {
        using var id = new IdBytes(record.PersistenceId, stackalloc byte[IdBytes.Room]);
        lock (_gate)
        {
            if (Apply(_ids.CodeOf(id.Bytes), id.Bytes, record.Kind, record.SequenceNr, record.Time, position, length, out var slot))
                Volatile.Write(ref _lastRemoval, group);
            if (_openGroup != group)
                _open.Clear();
            _openGroup = group;
            _open.Add(slot);
        }
    }

    /// <summary>Takes up the lines of a group that was read while opening.</summary>
    /// <exception cref="CorruptStorageException">One of them is none of ours.</exception>
    public void Apply(GroupScanner group, LogFile file, string name)
    {
        lock (_gate)
        {
            for (var first = 0; first < group.LineCount; first += AtOnce)
            {
                var count = Math.Min(AtOnce, group.LineCount - first);
                for (var i = 0; i < count; i++)
                    _codes[i] = Decode(group, first + i, file, name, out _heads[i]);
                _ids.Touch(_codes.AsSpan(0, count));
                for (var i = 0; i < count; i++)
                {
                    var line = group.LineAt(first + i, out var offset);
                    ref readonly var head = ref _heads[i];
                    IdBytes.TryOfRaw(head.PersistenceId.Of(line), out var id);
                    Apply(_codes[i], id, (RecordKind)head.Kind, head.SequenceNr, head.Time, new LinePosition(file, offset), line.Length, out _);
                }
            }
        }
    }

    /// <summary>The slots of those that have lines in the group.</summary>
    public void Mark(GroupScanner group, SlotSet slots)
    {
        lock (_gate)
        {
            for (var i = 0; i < group.LineCount; i++)
            {
                var line = group.LineAt(i, out _);
                if (LineDecoder.TryDecodeHead(line, out var view) && IdBytes.TryOfRaw(view.PersistenceId.Of(line), out var id) && _ids.Find(id) is >= 0 and var slot)
                    slots.Add(slot);
            }
        }
    }

    /// <summary>What of these stands in that file, at or behind the position, was written again, elsewhere. Only while opening.</summary>
    public void Move(SlotSet slots, LinePosition from, LogFile to, long bytes)
    {
        for (var slot = slots.Take(0); slot >= 0; slot = slots.Take(slot))
        {
            lock (_gate)
            {
                var entry = EntryOf(slot);
                entry.Move(from, to, bytes);
                Store(slot, entry);
            }
        }
    }

    /// <summary>Everything was read: what entries have left behind as they grew is given back.</summary>
    public void Settle()
    {
        if (!_ids.IsWasteful)
            return;
        BeginReplacing();
        EndReplacing(pace: null);
    }

    /// <summary>Where the lines of the persistence id stand now.</summary>
    public IndexView View(string persistenceId) => Of(persistenceId, EntryOf)?.View() ?? IndexView.Nothing;

    public long HighestSequenceNr(string persistenceId) => Of(persistenceId, _highestOf);

    public bool Contains(string persistenceId) => Of(persistenceId, static _ => true);

    /// <summary>Whether a group behind that one has lines of the persistence id.</summary>
    public bool HasBehind(string persistenceId, long group) => Of(persistenceId, slot => _openGroup > group && _open.Contains(slot));

    public IReadOnlyList<(long SequenceNr, long Time)> Snapshots(string persistenceId) =>
        Of(persistenceId, EntryOf) is { } entry ? [.. entry.Snapshots.Select(slot => (slot.SequenceNr, slot.Time))] : [];

    /// <summary>Every persistence id that starts with the prefix and comes behind that one, in the order of their UTF-8 bytes; each that is there all the time once.</summary>
    public IEnumerable<string> PersistenceIds(string prefix, string? after = null)
    {
        var walk = new IdWalk(_ids, _gate, Encoding.UTF8.GetBytes(prefix), after is null ? null : Encoding.UTF8.GetBytes(after));
        for (var some = new List<string>(); walk.Next(some, TextOf); some.Clear())
        {
            foreach (var id in some)
                yield return id;
        }
    }

    /// <summary>Those of them of which something stands behind the snapshot.</summary>
    public IEnumerable<string> ChangedIds(string prefix)
    {
        var walk = new IdWalk(_ids, _gate, Encoding.UTF8.GetBytes(prefix));
        for (var some = new List<string?>(); walk.Next(some, slot => IsFolded(slot) ? null : TextOf(slot)); some.Clear())
        {
            foreach (var id in some)
            {
                if (id is not null)
                    yield return id;
            }
        }
    }

    /// <summary>Knows the persistence id from now on, if nothing but that.</summary>
    public void Add(string persistenceId)
    {
        using var id = new IdBytes(persistenceId, stackalloc byte[IdBytes.Room]);
        lock (_gate)
        {
            if (_ids.Find(id.Bytes) < 0)
                _ids.Add(id.Bytes, PackedEntry.Nothing);
        }
    }

    /// <summary>Marks the persistence id, until everything that a fold has made is taken over.</summary>
    public void Mark(string persistenceId, SlotSet slots) => Of(persistenceId, slot =>
    {
        slots.Add(slot);
        return true;
    });

    /// <summary>From now on <see cref="Replace"/> and <see cref="Forget"/> may be called, by one thread.</summary>
    public void BeginReplacing()
    {
        lock (_gate)
            _ids.BeginMove();
    }

    /// <summary>Everything of the id before the position stands in another file now, as the fold left it.</summary>
    public void Replace(ReadOnlySpan<byte> id, LinePosition before, IndexEntry folded)
    {
        lock (_gate)
        {
            if (_ids.Find(id) is >= 0 and var slot)
                ReplaceAt(slot, before, folded);
        }
    }

    /// <summary>Nothing of these is left before the position.</summary>
    public void Forget(SlotSet slots, LinePosition before, Pace pace)
    {
        for (var slot = slots.Take(0); slot >= 0; slot = slots.Take(slot))
        {
            pace.Rest();
            lock (_gate)
                ReplaceAt(slot, before, null);
        }
    }

    /// <summary>All was replaced: the memory of what was there before is given back.</summary>
    public void EndReplacing(Pace? pace)
    {
        for (var slot = 0; ;)
        {
            pace?.Rest();
            lock (_gate)
            {
                if (slot >= _ids.End)
                    break;
                for (var end = Math.Min(_ids.End, slot + Moment); slot < end; slot++)
                    _ids.Move(slot);
            }
        }
        _ids.EndMove();
    }

    private ulong Decode(GroupScanner group, int index, LogFile file, string name, out LineView head)
    {
        var line = group.LineAt(index, out var offset);
        if (!LineDecoder.TryDecodeHead(line, out head) || !MayStandIn(file, head.Kind) || !IdBytes.TryOfRaw(head.PersistenceId.Of(line), out var id))
            throw new CorruptStorageException(name, group.Line + index, offset, "the line is of no known kind");
        return _ids.CodeOf(id);
    }

    private static bool MayStandIn(LogFile file, LineKind kind) => kind is LineKind.Event or LineKind.Snapshot
        || file.IsSnapshot == (kind is LineKind.State or LineKind.History or LineKind.Highest);

    private T? Of<T>(string persistenceId, Func<int, T> take)
    {
        using var id = new IdBytes(persistenceId, stackalloc byte[IdBytes.Room]);
        if (!id.IsWhole)
            return default;
        lock (_gate)
            return _ids.Find(id.Bytes) is >= 0 and var slot ? take(slot) : default;
    }

    private string TextOf(int slot) => Encoding.UTF8.GetString(_ids.IdOf(slot));

    private bool IsFolded(int slot)
    {
        var packed = new PackedEntry(_ids.ValueOf(slot));
        return packed.IsObject ? _long[slot].IsFolded : packed.IsFolded;
    }

    private long HighestOf(int slot)
    {
        var packed = new PackedEntry(_ids.ValueOf(slot));
        return packed.IsObject ? _long[slot].Highest : packed.Highest;
    }

    private IndexEntry EntryOf(int slot)
    {
        var packed = new PackedEntry(_ids.ValueOf(slot));
        return packed.IsObject ? _long[slot] : IndexEntry.Unpack(packed);
    }

    private bool Apply(ulong code, ReadOnlySpan<byte> id, RecordKind kind, long sequenceNr, long time, LinePosition position, int length, out int slot)
    {
        slot = _ids.Find(code, id);
        var packed = new PackedEntry(slot < 0 ? PackedEntry.Nothing : _ids.ValueOf(slot));
        if (!packed.IsObject && packed.With(kind, new SnapshotSlot(sequenceNr, time, position, length), _room) is > 0 and var packedLength)
        {
            if (slot < 0)
                slot = _ids.Add(code, id, _room.AsSpan(0, packedLength));
            else
                _ids.Set(slot, _room.AsSpan(0, packedLength));
            return false;
        }
        if (slot < 0)
            slot = _ids.Add(code, id, PackedEntry.Nothing);
        if (kind == RecordKind.Event && packed.IsObject)
            return _long[slot].Apply(kind, sequenceNr, time, position, length);
        var entry = EntryOf(slot);
        var isGone = entry.Apply(kind, sequenceNr, time, position, length);
        Store(slot, entry);
        return isGone;
    }

    private void ReplaceAt(int slot, LinePosition before, IndexEntry? folded)
    {
        var entry = EntryOf(slot);
        entry.Replace(before, folded);
        Store(slot, entry);
        if (!entry.View().IsEmpty)
            return;
        _long.Remove(slot);
        _ids.Remove(slot);
    }

    private void Store(int slot, IndexEntry entry)
    {
        var length = entry.Pack(_room);
        if (length > 0)
            _long.Remove(slot);
        else
            _long[slot] = entry;
        _ids.Set(slot, length > 0 ? _room.AsSpan(0, length) : PackedEntry.Elsewhere);
    }
}
