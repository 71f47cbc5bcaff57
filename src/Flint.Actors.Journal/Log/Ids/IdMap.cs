namespace Flint.Actors.Journal.Log.Ids;

/// <summary>
/// A sorted map from ids to values, both bytes, without an object for any of them: an id and its value are one piece, and have a number, the slot, for as long as
/// the id is there. Ids are removed only while everything moves into new pages; then the memory of what was there is given back. Every member but
/// <see cref="Sort"/> and <see cref="EndMove"/> is called under the gate.
/// </summary>
internal sealed class IdMap
{
    private const int Moment = 1024;

    private readonly BytePieces _pieces = new();
    private readonly IdSlots _slots = new();
    private readonly SlotSet _removed = new();
    private readonly IndexGate _gate;
    private readonly IdTable _table;
    private readonly IdOrder _order;

    public IdMap(IndexGate gate, SeededHash hash)
    {
        _gate = gate;
        _table = new IdTable(hash, IdOf);
        _order = new IdOrder(IdOf, Touch, gate);
    }

    /// <summary>How many ids there are.</summary>
    public int Count { get; private set; }

    /// <summary>The size of what holds ids and values.</summary>
    public long Bytes => _pieces.Bytes;

    /// <summary>Whether a move would give back much: what grew has left pieces of a size that is not asked for any more.</summary>
    public bool IsWasteful => _pieces.Free > _pieces.Bytes / 8;

    /// <summary>One more than the highest slot.</summary>
    public int End => _slots.End;

    /// <summary>The slot of the id, or -1.</summary>
    public int Find(ReadOnlySpan<byte> id) => Find(CodeOf(id), id);

    /// <inheritdoc cref="IdTable.CodeOf"/>
    public ulong CodeOf(ReadOnlySpan<byte> id) => _table.CodeOf(id);

    /// <summary>The slot of the id of that code, or -1.</summary>
    public int Find(ulong code, ReadOnlySpan<byte> id) => _table.Find(code, id);

    /// <summary>
    /// Touches what finding those ids and reading their values will read. Memory answers many questions at once, but only if they are asked at once: one id after the
    /// other, each search would wait several times.
    /// </summary>
    public int Touch(ReadOnlySpan<ulong> codes)
    {
        Span<int> slots = stackalloc int[codes.Length];
        for (var i = 0; i < codes.Length; i++)
            slots[i] = _table.Guess(codes[i]);
        return Touch(slots);
    }

    /// <summary>The same for what is in those slots; below 0 is none.</summary>
    public int Touch(ReadOnlySpan<int> slots)
    {
        Span<uint> pieces = stackalloc uint[slots.Length];
        var sum = 0;
        for (var i = 0; i < slots.Length; i++)
            pieces[i] = slots[i] < 0 ? 0 : _slots[slots[i]];
        foreach (var piece in pieces)
            sum += piece == 0 ? 0 : _pieces.From(piece)[0];
        return sum;
    }

    /// <summary>Adds an id that is not there; its slot.</summary>
    public int Add(ReadOnlySpan<byte> id, ReadOnlySpan<byte> value) => Add(CodeOf(id), id, value);

    /// <summary>Adds an id of that code that is not there; its slot.</summary>
    public int Add(ulong code, ReadOnlySpan<byte> id, ReadOnlySpan<byte> value)
    {
        var slot = _slots.Take();
        _slots[slot] = Write(id, value);
        _table.Add(code, slot);
        _order.Add(slot);
        Count++;
        return slot;
    }

    /// <summary>Whether an id is in the slot. One that is removed stays readable until the move ends.</summary>
    public bool IsThere(int slot) => _slots[slot] != 0 && !_removed.Contains(slot);

    /// <summary>The id in the slot.</summary>
    public ReadOnlySpan<byte> IdOf(int slot)
    {
        var piece = _pieces.From(_slots[slot]);
        var at = 0;
        var length = (int)Varint.Read(piece, ref at);
        return piece.Slice(at, length);
    }

    /// <summary>Its value; until anything is written.</summary>
    public ReadOnlySpan<byte> ValueOf(int slot)
    {
        var piece = _pieces.From(_slots[slot]);
        var at = ValueStart(piece);
        var length = (int)Varint.Read(piece, ref at);
        return piece.Slice(at, length);
    }

    /// <summary>Gives the id another value, which is no part of this map.</summary>
    public void Set(int slot, ReadOnlySpan<byte> value)
    {
        var piece = _slots[slot];
        var bytes = _pieces.From(piece);
        var start = ValueStart(bytes);
        var at = start;
        var before = (int)Varint.Read(bytes, ref at);
        before += at;
        var after = start + Varint.LengthOf(value.Length) + value.Length;
        if (_pieces.IsOld(piece) || BytePieces.SizeOf(before) != BytePieces.SizeOf(after))
        {
            var other = _pieces.Rent(after);
            bytes[..start].CopyTo(_pieces.From(other));
            _slots[slot] = other;
            _pieces.Return(piece, before);
            bytes = _pieces.From(other);
        }
        Varint.Write(bytes, ref start, value.Length);
        value.CopyTo(bytes[start..]);
    }

    /// <summary>Sorts what was added since. Not under the gate, which is taken for moments.</summary>
    public void Sort() => _order.Sort();

    /// <summary>Slots in the order of their ids, from that one on or behind it; how many. Removed ones may be among them. After <see cref="Sort"/>.</summary>
    public int Next(ReadOnlySpan<byte> from, bool inclusive, Span<int> slots) => _order.Next(from, inclusive, slots);

    /// <summary>From now on values that are set stand in new pages, and ids can be removed.</summary>
    public void BeginMove() => _pieces.BeginMove();

    /// <summary>Removes the id.</summary>
    public void Remove(int slot)
    {
        _table.Remove(IdOf(slot));
        _removed.Add(slot);
        Count--;
    }

    /// <summary>Moves what is in the slot and has not been moved yet.</summary>
    public void Move(int slot)
    {
        if (!IsThere(slot) || !_pieces.IsOld(_slots[slot]))
            return;
        var bytes = _pieces.From(_slots[slot])[..LengthOf(slot)];
        var piece = _pieces.Rent(bytes.Length);
        bytes.CopyTo(_pieces.From(piece));
        _slots[slot] = piece;
    }

    /// <summary>Everything was moved: what is left behind goes. Not under the gate, which is taken for moments.</summary>
    public void EndMove()
    {
        _order.Drop(_removed.Contains);
        for (var slot = 0; slot >= 0;)
        {
            _gate.LetOthersPass();
            using (_gate.Enter())
            {
                for (var end = slot + Moment; slot >= 0 && slot < end;)
                    slot = FreeRemoved(slot);
            }
        }
        using (_gate.Enter())
            _pieces.EndMove();
        for (var table = 0; table < IdTable.Tables; table++)
        {
            _gate.LetOthersPass();
            using (_gate.Enter())
                _table.Trim(table);
        }
    }

    // Nobody names it any more. The next one, or -1.
    private int FreeRemoved(int from)
    {
        var slot = _removed.Take(from);
        if (slot < 0)
            return -1;
        _pieces.Return(_slots[slot], LengthOf(slot));
        _slots.Free(slot);
        return slot + 1;
    }

    private uint Write(ReadOnlySpan<byte> id, ReadOnlySpan<byte> value)
    {
        var piece = _pieces.Rent(Varint.LengthOf(id.Length) + id.Length + Varint.LengthOf(value.Length) + value.Length);
        var bytes = _pieces.From(piece);
        var at = 0;
        Varint.Write(bytes, ref at, id.Length);
        id.CopyTo(bytes[at..]);
        at += id.Length;
        Varint.Write(bytes, ref at, value.Length);
        value.CopyTo(bytes[at..]);
        return piece;
    }

    private int LengthOf(int slot)
    {
        var piece = _pieces.From(_slots[slot]);
        var at = ValueStart(piece);
        var length = (int)Varint.Read(piece, ref at);
        return at + length;
    }

    private static int ValueStart(ReadOnlySpan<byte> piece)
    {
        var at = 0;
        var length = (int)Varint.Read(piece, ref at);
        return at + length;
    }
}
