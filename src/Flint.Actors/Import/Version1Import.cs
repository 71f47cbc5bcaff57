using System.Text;

namespace Flint.Import;

/// <summary>
/// Reads a directory of flint-limiter 0.1 or 0.2: what its snapshot holds, and the log behind it by today's rules. Nothing is held but a state and some history a key.
/// docs/storage-format.md says what becomes of what.
/// </summary>
internal sealed class Version1Import
{
    private readonly ImportSource _log;
    private readonly ImportedKeys _keys;

    private Version1Import(ImportSource log, int keptHistory) => (_log, _keys) = (log, new ImportedKeys(keptHistory));

    /// <summary>Reads log and snapshot from their beginnings to their ends; nothing is written.</summary>
    /// <param name="log"><c>flint.aof</c>.</param>
    /// <param name="snapshot"><c>flint.snapshot</c>, if there is one.</param>
    /// <param name="keptHistory">How many of a key's newest entries are kept.</param>
    /// <exception cref="CorruptStorageException">No crash can have caused what stands there.</exception>
    /// <exception cref="UnsupportedFormatException">A file is of another version.</exception>
    public static ImportResult Read(ImportSource log, ImportSource? snapshot, int keptHistory)
    {
        var import = new Version1Import(log, keptHistory);
        if (snapshot is null)
            return import.ReadLog(0, long.MaxValue);
        var reader = new SnapshotReader(import._keys);
        reader.Read(snapshot);
        if (reader.LogOffset > log.Content.Length)
            throw new CorruptStorageException(snapshot.Name, 1, 0,
                $"it goes on in {log.Name} at byte {reader.LogOffset}, beyond its end at {log.Content.Length}: the log was cut, or a compaction stopped half-way");
        return import.ReadLog(reader.LogOffset, reader.CreatedAt);
    }

    private ImportResult ReadLog(long from, long snapshotAt)
    {
        _log.Content.Position = 0;
        var lines = new LogLines(_log.Content);
        TornTail? torn = null;
        try
        {
            while (torn is null && lines.Read())
            {
                if (lines.Offset < from)
                    PassOver(lines, from, snapshotAt);
                else if (lines.IsTerminated)
                    ReadRecord(lines.Current);
                else
                    torn = ReadTail(lines);
            }
        }
        catch (FormatException e)
        {
            throw new CorruptStorageException(_log.Name, lines.Number, lines.Offset, e.Message);
        }
        catch (NotSupportedException e)
        {
            throw new UnsupportedFormatException(e.Message, _log.Name, lines.Number, lines.Offset);
        }
        return _keys.ToResult(torn);
    }

    // What the snapshot holds. Old compactions could stop between cutting the log and saying so: what was written since then would be passed over, too.
    private static void PassOver(LogLines lines, long from, long snapshotAt)
    {
        if (lines.Offset + lines.Current.Length + (lines.IsTerminated ? 1 : 0) > from)
            throw new FormatException($"the snapshot goes on within this line, at byte {from}: the log is not the one that it was taken of");
        if (lines.Number == 1 && !IsBlank(lines.Current) && TimeOf(RecordLine.Read(lines.Current)) > snapshotAt)
            throw new FormatException($"the snapshot claims to hold the log up to byte {from}, but is older than this line: a compaction stopped half-way, and the log began anew");
    }

    private void ReadRecord(ReadOnlySpan<byte> line)
    {
        if (IsBlank(line))
            return;
        var record = RecordLine.Read(line);
        using var json = new StrictJson(new StringReader(Encoding.UTF8.GetString(record.Event)));
        var happened = EventReader.Read(json);
        json.End();
        _keys.Apply(happened, TimeOf(record));
    }

    // Without a line feed: a record that is whole all the same, or what a crash has left of one. Where the file grew and nothing was written into it stand zeros.
    private TornTail? ReadTail(LogLines lines)
    {
        var all = lines.Current;
        var content = all.TrimEnd((byte)0);
        if (RecordLine.IsBeginning(content))
            content = default;
        else
            ReadRecord(content);
        return content.Length < all.Length ? new TornTail(lines.Offset + content.Length, all.Length - content.Length) : null;
    }

    private static long TimeOf(in RecordLine record) => InstantText.Parse(Encoding.UTF8.GetString(record.Time[1..^1]));

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;
}
