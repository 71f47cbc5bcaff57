namespace Flint.Actors.Journal.Log;

/// <summary>What the log holds of one persistence id. Guarded by the index. What a view has seen of its arrays is never changed.</summary>
internal sealed class IndexEntry
{
    private EventSlot[] _events = [];
    private int _eventCount;
    private SnapshotSlot[] _snapshots = [];
    private SnapshotSlot? _state;
    private SnapshotSlot? _history;

    // The highest number that was folded or deleted: no event that is there may tell it.
    private long _floor;

    /// <summary>The highest number of an event, deleted ones included.</summary>
    public long Highest { get; private set; }

    /// <summary>The last group that has a line of it.</summary>
    public long LastGroup { get; set; }

    /// <summary>The undeleted snapshots, by number.</summary>
    public IReadOnlyList<SnapshotSlot> Snapshots => _snapshots;

    public IndexView View() => new(_state, _history, _events.AsMemory(0, _eventCount), _snapshots, _floor);

    /// <summary>Takes up a line; whether something that stood there before is gone now.</summary>
    public bool Apply(RecordKind kind, long sequenceNr, long time, LinePosition position, int length)
    {
        switch (kind)
        {
            case RecordKind.Event:
                AddEvent(new EventSlot(sequenceNr, position, length));
                return false;
            case RecordKind.EventsDeleted:
                return DeleteEvents(Math.Min(sequenceNr, Highest));
            case RecordKind.Snapshot:
                return AddSnapshot(new SnapshotSlot(sequenceNr, time, position, length));
            case RecordKind.SnapshotDeleted:
                return DeleteSnapshot(sequenceNr, time);
            case RecordKind.State:
                _state = new SnapshotSlot(sequenceNr, time, position, length);
                RaiseFloor(sequenceNr);
                return false;
            case RecordKind.History:
                _history = new SnapshotSlot(sequenceNr, 0, position, length);
                return false;
            default:
                RaiseFloor(sequenceNr);
                return false;
        }
    }

    /// <summary>Takes over what a fold made of everything before the position; whether anything is left. What was deleted or replaced while it folded stays so.</summary>
    public bool Replace(LinePosition before, IndexEntry? folded)
    {
        var view = View();
        var kept = view.Events[view.Before(before).Events.Length..].Span;
        _events = [.. folded?.EventsAbove(_floor) ?? [], .. kept];
        _eventCount = _events.Length;
        _snapshots = [.. _snapshots.SelectMany(slot => slot.Position.CompareTo(before) >= 0 ? [slot] : folded?.SnapshotsOf(slot) ?? [])];
        (_state, _history) = (folded?._state, folded?._history);
        if (folded is not null)
            return true;
        _floor = 0;
        return _eventCount > 0 || _snapshots.Length > 0;
    }

    /// <summary>Moves what stands at or behind the position into another file, by that many bytes. Only while no view has been taken.</summary>
    public void Move(LinePosition from, LogFile to, long bytes)
    {
        for (var i = _eventCount - 1; i >= 0 && _events[i].Position.CompareTo(from) >= 0; i--)
            _events[i].Position = new LinePosition(to, _events[i].Position.Offset + bytes);
        for (var i = 0; i < _snapshots.Length; i++)
        {
            if (_snapshots[i].Position.CompareTo(from) >= 0)
                _snapshots[i] = _snapshots[i] with { Position = new LinePosition(to, _snapshots[i].Position.Offset + bytes) };
        }
    }

    private void AddEvent(EventSlot slot)
    {
        if (_eventCount == _events.Length)
            Array.Resize(ref _events, Math.Max(1, _eventCount * 2));
        _events[_eventCount++] = slot;
        Highest = Math.Max(Highest, slot.SequenceNr);
    }

    private bool DeleteEvents(long to)
    {
        RaiseFloor(to);
        var kept = Array.FindAll(_events[.._eventCount], slot => slot.SequenceNr > to);
        if (kept.Length == _eventCount)
            return false;
        (_events, _eventCount) = (kept, kept.Length);
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

    private EventSlot[] EventsAbove(long number) => Array.FindAll(_events[.._eventCount], slot => slot.SequenceNr > number);

    private SnapshotSlot[] SnapshotsOf(SnapshotSlot other) => Array.FindAll(_snapshots, slot => slot.SequenceNr == other.SequenceNr && slot.Time == other.Time);

    private void RaiseFloor(long number)
    {
        _floor = Math.Max(_floor, number);
        Highest = Math.Max(Highest, number);
    }
}
