using System.Text;
using Flint.Actors.Journal.Format;
using Flint.Actors.Journal.Log.Ids;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Which lines belong to which persistence id, and where they stand: of each id its bytes and those of its entry, and an object only for those that have many lines.
/// For every thread.
/// </summary>
internal sealed partial class LogIndex
{
    private const int Moment = 256;

    private readonly IndexGate _gate = new();
    private readonly IdMap _ids;
    private readonly LongEntries _long = new();
    private readonly byte[] _room = new byte[2 * PackedEntry.MaxLength];

    // The ids that have lines in the group that is open, and its number.
    private readonly HashSet<int> _open = [];
    private long _openGroup;
    private long _lastRemoval;

    // Made once: every write asks, and every read.
    private readonly Func<int, long> _highestOf;
    private readonly Func<int, IndexView> _viewOf;

    public LogIndex()
    {
        _ids = new IdMap(_gate, SeededHash.New());
        _highestOf = HighestOf;
        _viewOf = ViewOf;
    }

    /// <summary>The last group by which something vanished from the index that stood in an earlier one.</summary>
    public long LastRemoval => Volatile.Read(ref _lastRemoval);

    /// <summary>Takes up a line that is appended.</summary>
    public void Apply(in LogRecord record, long group, LinePosition position, int length)
    {
        using var id = new IdBytes(record.PersistenceId, stackalloc byte[IdBytes.Room]);
        using (_gate.Enter())
        {
            if (Apply(_ids.CodeOf(id.Bytes), id.Bytes, record.Kind, new SnapshotSlot(record.SequenceNr, record.Time, position, length), out var slot))
                Volatile.Write(ref _lastRemoval, group);
            if (_openGroup != group)
                _open.Clear();
            _openGroup = group;
            _open.Add(slot);
        }
    }

    /// <summary>The code by which the id is found; without the gate.</summary>
    public ulong CodeOf(ReadOnlySpan<byte> id) => _ids.CodeOf(id);

    /// <summary>Takes up lines that were read while opening.</summary>
    public void Apply(IndexLines read)
    {
        var lines = read.Lines;
        Span<ulong> codes = stackalloc ulong[IndexLines.Most];
        for (var i = 0; i < lines.Length; i++)
            codes[i] = _ids.CodeOf(read.IdOf(lines[i]));
        using (_gate.Enter())
        {
            _ids.Touch(codes[..lines.Length]);
            for (var i = 0; i < lines.Length; i++)
                Apply(codes[i], read.IdOf(lines[i]), lines[i].Kind, lines[i].Slot, out _);
        }
    }

    /// <summary>The slots of those that have lines in the group.</summary>
    public void Mark(GroupScanner group, SlotSet slots)
    {
        using (_gate.Enter())
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
            using (_gate.Enter())
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
    public IndexView View(string persistenceId) => Of(persistenceId, _viewOf) is { Snapshots: not null } view ? view : IndexView.Nothing;

    public long HighestSequenceNr(string persistenceId) => Of(persistenceId, _highestOf);

    public bool Contains(string persistenceId) => Of(persistenceId, static _ => true);

    /// <summary>Whether a group behind that one has lines of the persistence id.</summary>
    public bool HasBehind(string persistenceId, long group) => Of(persistenceId, slot => _openGroup > group && _open.Contains(slot));

    public IReadOnlyList<(long SequenceNr, long Time)> Snapshots(string persistenceId) =>
        Of(persistenceId, EntryOf) is { } entry ? [.. entry.Snapshots.Select(slot => (slot.SequenceNr, slot.Time))] : [];

    /// <summary>Knows the persistence id from now on, if nothing but that.</summary>
    public void Add(string persistenceId)
    {
        using var id = new IdBytes(persistenceId, stackalloc byte[IdBytes.Room]);
        using (_gate.Enter())
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
        using (_gate.Enter())
            _ids.BeginMove();
    }

    /// <summary>Everything of the id before the position stands in another file now, as the fold left it.</summary>
    public void Replace(ReadOnlySpan<byte> id, LinePosition before, IndexEntry folded)
    {
        using (_gate.Enter())
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
            using (_gate.Enter())
                ReplaceAt(slot, before, null);
        }
    }

    /// <summary>All was replaced: the memory of what was there before is given back.</summary>
    public void EndReplacing(Pace? pace)
    {
        for (var slot = 0; ;)
        {
            pace?.Rest();
            _gate.LetOthersPass();
            using (_gate.Enter())
            {
                if (slot >= _ids.End)
                    break;
                for (var end = Math.Min(_ids.End, slot + Moment); slot < end; slot++)
                    _ids.Move(slot);
            }
        }
        _ids.EndMove();
    }

    private T? Of<T>(string persistenceId, Func<int, T> take)
    {
        using var id = new IdBytes(persistenceId, stackalloc byte[IdBytes.Room]);
        if (!id.IsWhole)
            return default;
        using (_gate.Enter())
            return _ids.Find(id.Bytes) is >= 0 and var slot ? take(slot) : default;
    }

    private string TextOf(int slot) => Encoding.UTF8.GetString(_ids.IdOf(slot));

    private long HighestOf(int slot)
    {
        var packed = new PackedEntry(_ids.ValueOf(slot));
        return packed.IsObject ? _long[packed.Number].Highest : packed.Highest;
    }

    private IndexView ViewOf(int slot)
    {
        var packed = new PackedEntry(_ids.ValueOf(slot));
        return packed.IsObject ? _long[packed.Number].View() : packed.View();
    }

    private IndexEntry EntryOf(int slot)
    {
        var packed = new PackedEntry(_ids.ValueOf(slot));
        return packed.IsObject ? _long[packed.Number] : IndexEntry.Unpack(packed);
    }

    private bool Apply(ulong code, ReadOnlySpan<byte> id, RecordKind kind, in SnapshotSlot line, out int slot)
    {
        slot = _ids.Find(code, id);
        var packed = new PackedEntry(slot < 0 ? PackedEntry.Nothing : _ids.ValueOf(slot));
        if (!packed.IsObject && packed.With(kind, line, _room) is > 0 and var packedLength)
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
            return _long[packed.Number].Apply(kind, line);
        var entry = EntryOf(slot);
        var isGone = entry.Apply(kind, line);
        Store(slot, entry);
        return isGone;
    }

    private void ReplaceAt(int slot, LinePosition before, IndexEntry? folded)
    {
        var entry = EntryOf(slot);
        entry.Replace(before, folded);
        Store(slot, entry);
        if (entry.View().IsEmpty)
            _ids.Remove(slot);
    }

    // An object is changed where it is, and stays one until it has become small enough.
    private void Store(int slot, IndexEntry entry)
    {
        var before = new PackedEntry(_ids.ValueOf(slot));
        var length = entry.Pack(_room);
        if (length < 0 && before.IsObject)
            return;
        var (wasObject, number) = (before.IsObject, before.Number);
        if (length < 0)
            length = PackedEntry.Write(_room, _long.Add(entry));
        _ids.Set(slot, _room.AsSpan(0, length));
        if (wasObject)
            _long.Remove(number); // behind that: nobody may name it any more
    }
}
