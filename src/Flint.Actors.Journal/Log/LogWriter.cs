using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>The end of the log: gathers the open group and writes groups, one call each. Owned by the appender.</summary>
internal sealed class LogWriter
{
    private readonly LineBuffer _open = new();
    private IDataFile _file;
    private Prewriter _prewriter;
    private ChainEnd _chain;
    private GenerationHeader _header;
    private long _end;
    private long _newest;
    private long _writtenEnd;
    private long _number;

    public LogWriter(IDataFile file, in GenerationHeader header, long end, in ChainEnd chain)
    {
        (_file, _prewriter, _header, _end, _chain, _newest) = (file, new Prewriter(file), header, end, chain, chain.Newest);
        Volatile.Write(ref _number, chain.Number);
        Volatile.Write(ref _writtenEnd, Position.Packed);
    }

    public long Generation => _header.Generation;

    /// <summary>Where the group that is open will begin. Every thread may ask.</summary>
    public LinePosition WrittenEnd => new(Volatile.Read(ref _writtenEnd));

    /// <summary>The number of the last group written. Every thread may ask.</summary>
    public long Number => Volatile.Read(ref _number);

    public long Newest => Volatile.Read(ref _newest);

    public int OpenBytes => _open.Length;

    /// <summary>How many events the open group stands for.</summary>
    public int OpenEvents { get; private set; }

    /// <summary>Whether anything was written into this file since it was opened.</summary>
    public bool HasWritten { get; private set; }

    private LinePosition Position => new(LogFile.OfGeneration(Generation), _end);

    /// <summary>Adds a line to the open group; where it will stand. Where it throws, nothing was added.</summary>
    public LinePosition Append(in LogRecord record, out int length)
    {
        var start = _open.Length;
        try
        {
            Encode(record);
        }
        catch
        {
            _open.CutTo(start);
            throw;
        }
        length = _open.Length - start - 1;
        OpenEvents += record.Count;
        if (record.Kind == RecordKind.Event && record.Time > _newest)
            Volatile.Write(ref _newest, record.Time);
        return new LinePosition(LogFile.OfGeneration(Generation), _end + start);
    }

    /// <summary>Closes the open group, be it empty, and writes it.</summary>
    public void WriteGroup(long synced)
    {
        Seal(synced);
        WriteSealed();
        _prewriter.Advance(_end);
    }

    /// <summary>Closes the group that ends the file: a mark that all before it is synced. <see cref="WriteEnd"/> writes it.</summary>
    public ChainEnd SealEnd()
    {
        Seal(synced: _chain.Number);
        return _chain;
    }

    /// <summary>
    /// Writes the mark and makes it durable, then cuts what stands behind it. The line feed behind the mark is there to be cut:
    /// a file that ends exactly with its mark says by this that the sync succeeded.
    /// </summary>
    public void WriteEnd()
    {
        _open.Add((byte)'\n');
        WriteSealed();
        _end--;
        Volatile.Write(ref _writtenEnd, Position.Packed);
        _file.Sync();
        _file.Truncate(_end);
    }

    /// <summary>Goes on in the next generation, whose header stands.</summary>
    public void SwitchTo(IDataFile file, in GenerationHeader header, long end)
    {
        (_file, _prewriter, _header, _end, HasWritten) = (file, new Prewriter(file), header, end, false);
        Volatile.Write(ref _writtenEnd, Position.Packed);
    }

    private void Seal(long synced)
    {
        var closing = GroupClosing.Close(_open, _chain.Number + 1, _chain.Sum, synced, _newest, _header.Salt);
        _chain = new ChainEnd(closing.Number, closing.Sum, closing.Newest);
    }

    private void WriteSealed()
    {
        HasWritten = true;
        _file.Write(_open.Written, _end);
        _end += _open.Length;
        _open.Clear();
        OpenEvents = 0;
        Volatile.Write(ref _writtenEnd, Position.Packed);
        Volatile.Write(ref _number, _chain.Number);
    }

    private void Encode(in LogRecord record)
    {
        switch (record.Kind)
        {
            case RecordKind.Event:
                LineEncoder.Event(_open, record.PersistenceId, record.SequenceNr, record.Writer, record.SerializerId, record.TypeManifest, record.Manifest,
                    record.Payload.Span, record.PayloadIsJson);
                break;
            case RecordKind.EventsDeleted:
                LineEncoder.EventsDeleted(_open, record.PersistenceId, record.SequenceNr);
                break;
            case RecordKind.Snapshot:
                LineEncoder.Snapshot(_open, record.PersistenceId, record.SequenceNr, record.Time, record.SerializerId, record.TypeManifest,
                    record.Payload.Span, record.PayloadIsJson);
                break;
            case RecordKind.SnapshotDeleted:
                LineEncoder.SnapshotDeleted(_open, record.PersistenceId, record.SequenceNr, record.Time);
                break;
            default:
                throw new ArgumentException($"a line of kind {record.Kind} stands in snapshots alone", nameof(record));
        }
    }
}
