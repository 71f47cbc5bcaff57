namespace Flint.Actors.Journal.Log;

/// <summary>What the log holds of one persistence id. Guarded by the index. What a view has seen is never changed.</summary>
internal sealed class IndexEntry
{
    private EventList _events = new();
    private SnapshotSlot[] _snapshots = [];
    private SnapshotSlot? _state;
    private SnapshotSlot? _history;

    // The highest number that was folded or deleted: no event that is there may tell it.
    private long _floor;

    /// <summary>The highest number of an event, deleted ones included.</summary>
    public long Highest => Math.Max(_floor, _events.Highest);

    /// <summary>The undeleted snapshots, by number.</summary>
    public IReadOnlyList<SnapshotSlot> Snapshots => _snapshots;

    /// <summary>The entry that was packed.</summary>
    public static IndexEntry Unpack(in PackedEntry packed) => new()
    {
        _events = EventList.Unpack(packed.Events),
        _snapshots = packed.Snapshots,
        _state = packed.State,
        _history = packed.History,
        _floor = packed.Floor,
    };

    /// <summary>Packs it into the buffer, if it is small enough; how long it is, or -1.</summary>
    public int Pack(Span<byte> to) => _events.Packed is { } events ? PackedEntry.Write(to, _state, _history, _floor, _snapshots, events) : -1;

    public IndexView View() => new(_state, _history, _events.View(), _snapshots, _floor);

    /// <summary>Takes up a line; whether something that stood there before is gone now.</summary>
    public bool Apply(RecordKind kind, in SnapshotSlot line)
    {
        switch (kind)
        {
            case RecordKind.Event:
                _events.Add(line.ToEventSlot());
                return false;
            case RecordKind.EventsDeleted:
                return DeleteEvents(Math.Min(line.SequenceNr, Highest));
            case RecordKind.Snapshot:
                return AddSnapshot(line);
            case RecordKind.SnapshotDeleted:
                return DeleteSnapshot(line.SequenceNr, line.Time);
            case RecordKind.State:
                _state = line;
                RaiseFloor(line.SequenceNr);
                return false;
            case RecordKind.History:
                _history = line with { Time = 0 };
                return false;
            default:
                RaiseFloor(line.SequenceNr);
                return false;
        }
    }

    /// <summary>Takes over what a fold made of everything before the position. What was deleted or replaced while it folded stays so.</summary>
    public void Replace(LinePosition before, IndexEntry? folded)
    {
        var kept = _events.View().All().Where(slot => slot.Position.CompareTo(before) >= 0);
        _events = EventList.Of([.. folded?.EventsAbove(_floor) ?? [], .. kept]);
        _snapshots = [.. _snapshots.SelectMany(slot => slot.Position.CompareTo(before) >= 0 ? [slot] : folded?.SnapshotsOf(slot) ?? [])];
        (_state, _history) = (folded?._state, folded?._history);
        _floor = folded is null ? 0 : Math.Max(_floor, folded._floor);
    }

    /// <summary>Moves what stands in that file, at or behind the position, into another file, by that many bytes. Only while no view has been taken.</summary>
    public void Move(LinePosition from, LogFile to, long bytes)
    {
        _events = EventList.Of(_events.View().All().Select(slot => slot with { Position = Moved(slot.Position) }));
        _snapshots = Array.ConvertAll(_snapshots, slot => slot with { Position = Moved(slot.Position) });

        LinePosition Moved(LinePosition position) =>
            position.File == from.File && position.CompareTo(from) >= 0 ? new LinePosition(to, position.Offset + bytes) : position;
    }

    private bool DeleteEvents(long to)
    {
        RaiseFloor(to);
        if (!_events.View().All().Any(slot => slot.SequenceNr <= to))
            return false;
        _events = EventList.Of(_events.View().All().Where(slot => slot.SequenceNr > to));
        return true;
    }

    private bool AddSnapshot(SnapshotSlot slot)
    {
        var others = Array.FindAll(_snapshots, other => other.SequenceNr != slot.SequenceNr);
        var replaced = others.Length < _snapshots.Length;
        var at = Array.FindIndex(others, other => other.SequenceNr > slot.SequenceNr);
        _snapshots = at < 0 ? [.. others, slot] : [.. others.AsSpan(0, at), slot, .. others.AsSpan(at)];
        return replaced;
    }

    private bool DeleteSnapshot(long sequenceNr, long time)
    {
        var kept = Array.FindAll(_snapshots, slot => slot.SequenceNr != sequenceNr || slot.Time != time);
        var deleted = kept.Length < _snapshots.Length;
        _snapshots = kept;
        return deleted;
    }

    private IEnumerable<EventSlot> EventsAbove(long number) => _events.View().All().Where(slot => slot.SequenceNr > number);

    private SnapshotSlot[] SnapshotsOf(SnapshotSlot other) => Array.FindAll(_snapshots, slot => slot.SequenceNr == other.SequenceNr && slot.Time == other.Time);

    private void RaiseFloor(long number) => _floor = Math.Max(_floor, number);
}
