using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Tests.Support;

/// <summary>What a log holds of one persistence id, in lists: the words of docs/storage-format.md and nothing clever.</summary>
internal sealed class NaiveEntry
{
    private long _floor;

    public List<EventSlot> Events { get; private set; } = [];

    public List<SnapshotSlot> Snapshots { get; private set; } = [];

    public SnapshotSlot? State { get; private set; }

    public SnapshotSlot? History { get; private set; }

    public long Highest => Events.Select(slot => slot.SequenceNr).Append(_floor).Max();

    public bool IsEmpty => Events.Count + Snapshots.Count == 0 && State is null && History is null && _floor == 0;

    public void Apply(in LogRecord record, LinePosition position, int length)
    {
        var (number, time) = (record.SequenceNr, record.Time);
        switch (record.Kind)
        {
            case RecordKind.Event:
                Events.Add(new EventSlot(number, position, length));
                break;
            case RecordKind.EventsDeleted:
                number = Math.Min(number, Highest);
                Events.RemoveAll(slot => slot.SequenceNr <= number);
                _floor = Math.Max(_floor, number);
                break;
            case RecordKind.Snapshot:
                Snapshots.RemoveAll(slot => slot.SequenceNr == number);
                Snapshots = [.. Snapshots.Append(new SnapshotSlot(number, time, position, length)).OrderBy(slot => slot.SequenceNr)];
                break;
            case RecordKind.SnapshotDeleted:
                Snapshots.RemoveAll(slot => slot.SequenceNr == number && slot.Time == time);
                break;
            case RecordKind.State:
                State = new SnapshotSlot(number, time, position, length);
                _floor = Math.Max(_floor, number);
                break;
            case RecordKind.History:
                History = new SnapshotSlot(number, 0, position, length);
                break;
            default:
                _floor = Math.Max(_floor, number);
                break;
        }
    }

    /// <summary>What was before the position is what the fold has made of it, but for what was deleted or replaced since.</summary>
    public void Replace(LinePosition before, NaiveEntry? folded)
    {
        Events = [.. (folded?.Events ?? []).Where(slot => slot.SequenceNr > _floor), .. Events.Where(slot => slot.Position.CompareTo(before) >= 0)];
        var old = Snapshots.Where(slot => slot.Position.CompareTo(before) < 0).Select(slot => (slot.SequenceNr, slot.Time)).ToHashSet();
        Snapshots =
        [
            .. (folded?.Snapshots ?? []).Where(slot => old.Contains((slot.SequenceNr, slot.Time)))
                .Concat(Snapshots.Where(slot => slot.Position.CompareTo(before) >= 0))
                .OrderBy(slot => slot.SequenceNr),
        ];
        (State, History) = (folded?.State, folded?.History);
        _floor = folded is null ? 0 : Math.Max(_floor, folded._floor);
    }

    /// <summary>What stands in that file from the position on stands elsewhere now; whether that is anything.</summary>
    public bool Move(LinePosition from, LogFile to, long bytes)
    {
        var any = false;
        Events = [.. Events.Select(slot => slot with { Position = Moved(slot.Position) })];
        Snapshots = [.. Snapshots.Select(slot => slot with { Position = Moved(slot.Position) })];
        return any;

        LinePosition Moved(LinePosition position)
        {
            if (position.File != from.File || position.CompareTo(from) < 0)
                return position;
            any = true;
            return new LinePosition(to, position.Offset + bytes);
        }
    }
}
