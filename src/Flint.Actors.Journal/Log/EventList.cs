namespace Flint.Actors.Journal.Log;

/// <summary>
/// Where the undeleted events of one persistence id stand, in the order of the log. There may be millions: they are packed, in runs of which each can be read alone.
/// Guarded by the index; bytes that a view has seen are never changed. A part of its entry and no object of its own: each object that a line of a busy log is looked up through is one more
/// that no cache holds.
/// </summary>
internal struct EventList
{
    private const int FirstRunBytes = 256;
    private const int RunBytes = 1024;

    private byte[][] _runs;
    private byte[] _run; // the last of them
    private int _count;
    private int _used;
    private EventSlot _last;
    private bool _isAscending;

    /// <summary>A list of none.</summary>
    public EventList() => (_runs, _run, _isAscending) = ([], [], true);

    /// <summary>The highest number; 0 if there are none.</summary>
    public long Highest { readonly get; private set; }

    /// <summary>Whether there are none.</summary>
    public readonly bool IsEmpty => _count == 0;

    /// <summary>All of them in one piece, as <see cref="Unpack"/> takes it; null where they are not in one piece.</summary>
    public readonly byte[]? Packed => _count > 1 ? null : _count == 1 ? _runs[0][.._used] : [];

    /// <summary>The list of which those are the bytes.</summary>
    public static EventList Unpack(ReadOnlySpan<byte> packed)
    {
        var list = new EventList();
        if (packed.IsEmpty)
            return list;
        list._run = packed.ToArray();
        (list._runs, list._count, list._used) = ([list._run], 1, packed.Length);
        for (var (at, slot) = (0, default(EventSlot)); EventCode.TryRead(packed, ref at, ref slot);)
            list.Note(slot);
        return list;
    }

    /// <summary>The events of which those are the bytes.</summary>
    public static EventsView View(ReadOnlySpan<byte> packed)
    {
        if (packed.IsEmpty)
            return default;
        var isAscending = true;
        for (var (at, number, slot) = (0, 0L, default(EventSlot)); EventCode.TryRead(packed, ref at, ref slot); number = slot.SequenceNr)
            isAscending = isAscending && slot.SequenceNr > number;
        return new EventsView([packed.ToArray()], 1, packed.Length, isAscending, LinePosition.End);
    }

    /// <summary>The list of these.</summary>
    public static EventList Of(IEnumerable<EventSlot> slots)
    {
        var list = new EventList();
        foreach (var slot in slots)
            list.Add(slot);
        return list;
    }

    /// <summary>Adds an event that stands behind the others.</summary>
    public void Add(in EventSlot slot)
    {
        if (_run.Length - _used < EventCode.MaxLength)
        {
            if (_count == _runs.Length)
                Array.Resize(ref _runs, Math.Max(1, _count * 2));
            _run = new byte[_count == 0 ? FirstRunBytes : RunBytes];
            _runs[_count++] = _run;
            _used = 0;
        }
        EventCode.Write(_run, ref _used, slot, _used == 0 ? default : _last);
        Note(slot);
    }

    /// <summary>The events as they are now.</summary>
    public readonly EventsView View() => new(_runs, _count, _used, _isAscending, LinePosition.End);

    private void Note(in EventSlot slot)
    {
        _isAscending = _isAscending && slot.SequenceNr > _last.SequenceNr;
        _last = slot;
        Highest = Math.Max(Highest, slot.SequenceNr);
    }
}
