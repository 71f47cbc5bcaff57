using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// The lines of one persistence id as they stood at one moment, whatever is written, deleted or folded meanwhile. Neighbouring lines are read in one call.
/// The payload of a record is there until the next record is read.
/// Every member that reads throws <see cref="CorruptStorageException"/> for a line that is not what was written, and <see cref="StorageFailedException"/> where the file cannot be read.
/// </summary>
public sealed class LogView : IDisposable
{
    private readonly LineWindow _window;
    private readonly Func<LogFile, string> _nameOf;
    private readonly bool _isShared;
    private EventFrame? _frame;
    private bool _hasReadEvent;

    internal LogView(string persistenceId, IndexView slots, LineWindow window, Func<LogFile, string> nameOf, bool isShared = false) =>
        (PersistenceId, Slots, _window, _nameOf, _isShared) = (persistenceId, slots, window, nameOf, isShared);

    /// <summary>Whose lines they are.</summary>
    public string PersistenceId { get; }

    /// <summary>What everything up to its number is folded into; null where nothing is folded.</summary>
    public LogRecord? State => Slots.State is { } slot ? Single(slot, RecordKind.State) : null;

    /// <summary>What the fold kept of the past that its state has swallowed, or null.</summary>
    public LogRecord? History => Slots.History is { } slot ? Single(slot, RecordKind.History) : null;

    /// <summary>The youngest snapshot or the state, whichever is younger; null if there is neither.</summary>
    public LogRecord? Latest => Slots.FindSnapshot(0, long.MaxValue, 0, long.MaxValue) is { } slot ? Snapshot(slot) : null;

    /// <summary>Whether nothing stands behind what everything is folded into.</summary>
    public bool IsFolded => Slots is { State: not null, Events.IsEmpty: true, Snapshots.Count: 0 };

    /// <summary>The number of the last event, or of what everything is folded into if none stands behind it; 0 if there is neither.</summary>
    public long LastNumber => Math.Max(Slots.Events.LastNumber(), Slots.State?.SequenceNr ?? 0);

    /// <summary>The line of the last event as it stands in the file, unread and unchecked; empty if there is none.</summary>
    public ReadOnlyMemory<byte> LastText
    {
        get
        {
            EventSlot[] slots = [];
            for (var run = Slots.Events.Runs - 1; run >= 0; run--)
            {
                if (Slots.Events.Read(run, ref slots) is > 0 and var count)
                    return Load([slots[count - 1]]);
            }
            return default;
        }
    }

    /// <summary>Whether the youngest snapshot or state, and the events behind it, are no more than so many bytes; reads none of them.</summary>
    public bool IsShort(int bytes)
    {
        var latest = Slots.FindSnapshot(0, long.MaxValue, 0, long.MaxValue);
        bytes -= latest?.Length ?? 0;
        EventSlot[] slots = [];
        for (var run = Slots.Events.RunFrom(latest?.SequenceNr + 1 ?? 1); bytes >= 0 && run < Slots.Events.Runs; run++)
        {
            var count = Slots.Events.Read(run, ref slots);
            foreach (var slot in slots.AsSpan(0, count))
                bytes -= slot.SequenceNr > (latest?.SequenceNr ?? 0) ? slot.Length : 0;
        }
        return bytes >= 0;
    }

    internal IndexView Slots { get; }

    /// <summary>The events of that range of numbers, in the order of the log.</summary>
    public IEnumerable<LogRecord> Events(long from = 1, long to = long.MaxValue)
    {
        EventSlot[] slots = [];
        for (var run = Slots.Events.RunFrom(from); run < Slots.Events.Runs; run++)
        {
            var count = Slots.Events.Read(run, ref slots);
            count = Within(slots.AsSpan(0, count), from, to);
            for (var i = 0; i < count; i++)
                yield return Decode(Load(slots.AsSpan(i, count - i)), slots[i], RecordKind.Event);
        }
    }

    /// <summary>The events up to that number, from the last to the first.</summary>
    public IEnumerable<LogRecord> EventsBackwards(long to)
    {
        EventSlot[] slots = [];
        for (var run = Slots.Events.Runs - 1; run >= 0; run--)
        {
            for (var i = Slots.Events.Read(run, ref slots) - 1; i >= 0; i--)
            {
                if (slots[i].SequenceNr <= to)
                    yield return Decode(Load([slots[i]]), slots[i], RecordKind.Event);
            }
        }
    }

    /// <summary>Lets the files go, unless they are held for others, too.</summary>
    public void Dispose()
    {
        if (!_isShared)
            _window.Dispose();
    }

    /// <summary>Those of them that stand before the position; there as long as this is.</summary>
    internal LogView Before(LinePosition end) => new(PersistenceId, Slots.Before(end), _window, _nameOf, isShared: true);

    /// <summary>The line of a snapshot or of the state.</summary>
    internal LogRecord Snapshot(in SnapshotSlot slot) => Single(slot, slot.Position == Slots.State?.Position ? RecordKind.State : RecordKind.Snapshot);

    /// <summary>The event of the slot, whose line was read elsewhere.</summary>
    internal LogRecord Event(ReadOnlyMemory<byte> line, in EventSlot slot) => Decode(line, slot, RecordKind.Event);

    /// <summary>The lines as they stand, in the order of their numbers: state, history, events, snapshots.</summary>
    internal IEnumerable<(RecordKind Kind, ReadOnlyMemory<byte> Text, long SequenceNr)> Lines()
    {
        if (Slots.State is { } state)
            yield return (RecordKind.State, Load([state.ToEventSlot()]), state.SequenceNr);
        if (Slots.History is { } history)
            yield return (RecordKind.History, Load([history.ToEventSlot()]), history.SequenceNr);
        EventSlot[] slots = [];
        for (var run = 0; run < Slots.Events.Runs; run++)
        {
            var count = Slots.Events.Read(run, ref slots);
            for (var i = 0; i < count; i++)
                yield return (RecordKind.Event, Load(slots.AsSpan(i, count - i)), slots[i].SequenceNr);
        }
        foreach (var snapshot in Slots.Snapshots)
            yield return (RecordKind.Snapshot, Load([snapshot.ToEventSlot()]), snapshot.SequenceNr);
    }

    private static int Within(Span<EventSlot> slots, long from, long to)
    {
        var kept = 0;
        foreach (var slot in slots)
        {
            if (slot.SequenceNr >= from && slot.SequenceNr <= to)
                slots[kept++] = slot;
        }
        return kept;
    }

    private LogRecord Single(in SnapshotSlot slot, RecordKind kind) => Decode(Load([slot.ToEventSlot()]), slot.ToEventSlot(), kind);

    private ReadOnlyMemory<byte> Load(ReadOnlySpan<EventSlot> slots)
    {
        try
        {
            return _window.Line(slots);
        }
        catch (FileOperationException e)
        {
            throw new StorageFailedException(e.Message, e);
        }
    }

    private LogRecord Decode(ReadOnlyMemory<byte> line, in EventSlot slot, RecordKind kind)
    {
        if (kind == RecordKind.Event && _frame?.TryRead(line, out var framed) == true && framed.SequenceNr == slot.SequenceNr)
            return framed;
        if (!LineDecoder.TryDecode(line.Span, out var view) || (RecordKind)view.Kind != kind || view.SequenceNr != slot.SequenceNr
            || !LineTexts.Says(view.PersistenceId.Of(line.Span), PersistenceId) || view.Payload(line) is not { } payload)
            throw NotAsWritten(slot.Position);
        var record = new LogRecord
        {
            Kind = kind,
            PersistenceId = PersistenceId,
            SequenceNr = view.SequenceNr,
            Writer = _window.Texts.Writer(view.Writer.Of(line.Span)),
            Manifest = _window.Texts.Manifest(view.Manifest.Of(line.Span)),
            SerializerId = view.SerializerId,
            TypeManifest = _window.Texts.Type(view.Type.Of(line.Span)),
            Time = view.Time,
            Payload = payload,
            PayloadIsJson = view.PayloadIsJson,
        };
        if (kind == RecordKind.Event)
            TakeFrame(line, view, record);
        return record;
    }

    // Of no use to who has one event, as most have.
    private void TakeFrame(ReadOnlyMemory<byte> line, in LineView view, in LogRecord record)
    {
        if (_hasReadEvent)
            (_frame ??= new EventFrame()).Take(line, view, record);
        _hasReadEvent = true;
    }

    /// <summary>What is wrong where another line stands than the index says.</summary>
    internal CorruptStorageException NotAsWritten(LinePosition position) => new(
        _nameOf(position.File), FileBytes.CountLines(_window.Files.Open(position.File), position.Offset) + 1, position.Offset, "the line is not the one that was written");
}
