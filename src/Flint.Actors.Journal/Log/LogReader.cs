using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>Reads lines by their place in the index. Neighbouring lines are read in one call. For every thread; an enumeration belongs to one.</summary>
internal sealed class LogReader(LogIndex index, GenerationFiles files, LogWriter writer)
{
    private const int SlotsAtOnce = 256;

    public IEnumerable<LogRecord> Read(string persistenceId, long from, long to, long max)
    {
        var slots = new EventSlot[Math.Clamp(Math.Min(max, to - Math.Max(from, 1) + 1), 1, SlotsAtOnce)];
        var texts = new LineTexts(persistenceId);
        var after = new LinePosition(0);
        while (max > 0)
        {
            var count = index.CopyEvents(persistenceId, from, to, after, writer.WrittenEnd, slots.AsSpan(0, (int)Math.Min(max, slots.Length)));
            if (count == 0)
                yield break;
            using var window = new LineWindow(files);
            for (var i = 0; i < count; i++)
            {
                var line = Load(window, slots.AsMemory(i, count - i));
                yield return Decode(texts, line, slots[i].Position, RecordKind.Event, slots[i].SequenceNr);
            }
            after = slots[count - 1].Position;
            max -= count;
        }
    }

    public LogRecord? FindSnapshot(string persistenceId, long minSequenceNr, long maxSequenceNr, long minTime, long maxTime)
    {
        if (index.FindSnapshot(persistenceId, minSequenceNr, maxSequenceNr, minTime, maxTime, writer.WrittenEnd) is not { } slot)
            return null;
        using var window = new LineWindow(files);
        var line = Load(window, new[] { new EventSlot(slot.SequenceNr, slot.Position, slot.Length) });
        return Decode(new LineTexts(persistenceId), line, slot.Position, RecordKind.Snapshot, slot.SequenceNr);
    }

    private static ReadOnlyMemory<byte> Load(LineWindow window, ReadOnlyMemory<EventSlot> slots)
    {
        try
        {
            return window.Line(slots);
        }
        catch (FileOperationException e)
        {
            throw new StorageFailedException(e.Message, e);
        }
    }

    private LogRecord Decode(LineTexts texts, ReadOnlyMemory<byte> line, LinePosition position, RecordKind kind, long sequenceNr)
    {
        if (!LineDecoder.TryDecode(line.Span, out var view) || (RecordKind)view.Kind != kind || view.SequenceNr != sequenceNr
            || !texts.IsOwn(view.PersistenceId.Of(line.Span)) || view.Payload(line) is not { } payload)
            throw NotAsWritten(position);
        return new LogRecord
        {
            Kind = kind,
            PersistenceId = texts.PersistenceId,
            SequenceNr = view.SequenceNr,
            Writer = texts.Writer(view.Writer.Of(line.Span)),
            Manifest = texts.Manifest(view.Manifest.Of(line.Span)),
            SerializerId = view.SerializerId,
            TypeManifest = texts.Type(view.Type.Of(line.Span)),
            Time = view.Time,
            Payload = payload,
            PayloadIsJson = view.PayloadIsJson,
        };
    }

    private CorruptStorageException NotAsWritten(LinePosition position)
    {
        var name = position.Generation == writer.WrittenEnd.Generation ? LogFileNames.Log : LogFileNames.Closed(position.Generation);
        using var lease = files.Acquire(position.Generation);
        return new CorruptStorageException(name, FileBytes.CountLines(lease.File, position.Offset) + 1, position.Offset, "the line is not the one that was written");
    }
}
