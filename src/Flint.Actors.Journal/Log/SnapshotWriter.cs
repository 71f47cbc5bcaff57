using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>Writes a snapshot under its temporary name, in groups of its own, line by line: no more than one group is in memory.</summary>
internal sealed class SnapshotWriter : IDisposable
{
    private const int GroupBytes = 256 * 1024;

    private readonly LineBuffer _open = new();
    private readonly IDataFile _file;
    private readonly long _newest;
    private ChainEnd _chain;
    private long _end;

    /// <param name="directory">Where.</param>
    /// <param name="header">What it covers.</param>
    /// <param name="newest">The newest instant that the covered log speaks of.</param>
    public SnapshotWriter(IDataDirectory directory, in SnapshotHeader header, long newest)
    {
        _newest = newest;
        _file = directory.Create(LogFileNames.NextSnapshot);
        var line = header.Encode();
        _file.Write(line, 0);
        (_end, _chain) = (line.Length, SnapshotFile.ChainStart(line));
    }

    /// <summary>How many bytes it has; all of them once it is finished.</summary>
    public long Bytes => _end + _open.Length;

    /// <summary>Copies a line, its line feed left out.</summary>
    public void Copy(ReadOnlySpan<byte> line)
    {
        _open.Add(line);
        _open.Add((byte)'\n');
        WriteIfFull();
    }

    /// <summary>Adds a state, what a fold kept of its past, or a highest number.</summary>
    public void Add(in LogRecord record)
    {
        switch (record.Kind)
        {
            case RecordKind.State:
                LineEncoder.State(_open, record.PersistenceId, record.SequenceNr, record.Time, record.SerializerId, record.TypeManifest, record.Payload.Span, record.PayloadIsJson);
                break;
            case RecordKind.History:
                LineEncoder.History(_open, record.PersistenceId, record.SequenceNr, record.SerializerId, record.TypeManifest, record.Payload.Span, record.PayloadIsJson);
                break;
            case RecordKind.Highest:
                LineEncoder.Highest(_open, record.PersistenceId, record.SequenceNr);
                break;
            default:
                throw new ArgumentException($"a line of kind {record.Kind} is copied", nameof(record));
        }
        WriteIfFull();
    }

    /// <summary>Writes what is open and a group without lines, which says that this is all, and syncs it.</summary>
    public void Finish()
    {
        if (_open.Length > 0)
            WriteGroup();
        WriteGroup();
        _file.Sync();
    }

    public void Dispose() => _file.Dispose();

    private void WriteIfFull()
    {
        if (_open.Length >= GroupBytes)
            WriteGroup();
    }

    // They have no salt, so that TailJudge does not believe them where a crash leaves their bytes in the place of a log's; and, for logs of builds without salts, none speaks of a sync.
    private void WriteGroup()
    {
        var closing = GroupClosing.Close(_open, _chain.Number + 1, _chain.Sum, synced: 0, _newest, default);
        _chain = new ChainEnd(closing.Number, closing.Sum, closing.Newest);
        _file.Write(_open.Written, _end);
        _end += _open.Length;
        _open.Clear();
    }
}
