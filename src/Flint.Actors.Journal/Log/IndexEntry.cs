namespace Flint.Actors.Journal.Log;

/// <summary>What the log holds of one persistence id. Guarded by the index.</summary>
internal sealed class IndexEntry
{
    private EventSlot[] _events = [];
    private int _eventCount;
    private List<SnapshotSlot>? _snapshots;

    /// <summary>The highest number of an event, deleted ones included.</summary>
    public long Highest { get; private set; }

    /// <summary>Up to which number events are deleted; never above <see cref="Highest"/>, so that what comes later is not.</summary>
    public long DeletedTo { get; private set; }

    /// <summary>The last group that has a line of it.</summary>
    public long LastGroup { get; set; }

    /// <summary>The undeleted events, in the order of the log.</summary>
    public ReadOnlySpan<EventSlot> Events => _events.AsSpan(0, _eventCount);

    /// <summary>The undeleted snapshots, by number.</summary>
    public IReadOnlyList<SnapshotSlot> Snapshots => _snapshots ?? (IReadOnlyList<SnapshotSlot>)[];

    public void Apply(RecordKind kind, long sequenceNr, long time, LinePosition position, int length)
    {
        switch (kind)
        {
            case RecordKind.Event:
                AddEvent(new EventSlot(sequenceNr, position, length));
                break;
            case RecordKind.EventsDeleted:
                DeleteEvents(Math.Min(sequenceNr, Highest));
                break;
            case RecordKind.Snapshot:
                AddSnapshot(new SnapshotSlot(sequenceNr, time, position, length));
                break;
            default:
                _snapshots?.RemoveAll(slot => slot.SequenceNr == sequenceNr && slot.Time == time);
                break;
        }
    }

    /// <summary>Moves what stands at or behind the position into another generation, by that many bytes.</summary>
    public void Move(LinePosition from, long generation, long bytes)
    {
        for (var i = _eventCount - 1; i >= 0 && _events[i].Position.CompareTo(from) >= 0; i--)
            _events[i].Position = new LinePosition(generation, _events[i].Position.Offset + bytes);
        for (var i = 0; i < _snapshots?.Count; i++)
        {
            if (_snapshots[i].Position.CompareTo(from) >= 0)
                _snapshots[i] = _snapshots[i] with { Position = new LinePosition(generation, _snapshots[i].Position.Offset + bytes) };
        }
    }

    private void AddEvent(EventSlot slot)
    {
        if (_eventCount == _events.Length)
            Array.Resize(ref _events, Math.Max(1, _eventCount * 2));
        _events[_eventCount++] = slot;
        Highest = Math.Max(Highest, slot.SequenceNr);
    }

    private void DeleteEvents(long to)
    {
        var kept = 0;
        for (var i = 0; i < _eventCount; i++)
        {
            if (_events[i].SequenceNr > to)
                _events[kept++] = _events[i];
        }
        _eventCount = kept;
        if (kept <= _events.Length / 4)
            Array.Resize(ref _events, kept);
        DeletedTo = Math.Max(DeletedTo, to);
    }

    private void AddSnapshot(SnapshotSlot slot)
    {
        _snapshots ??= new List<SnapshotSlot>(1);
        var at = _snapshots.FindIndex(other => other.SequenceNr >= slot.SequenceNr);
        if (at < 0)
            _snapshots.Add(slot);
        else if (_snapshots[at].SequenceNr == slot.SequenceNr)
            _snapshots[at] = slot;
        else
            _snapshots.Insert(at, slot);
    }
}
