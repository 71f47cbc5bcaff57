using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>A snapshot that was read and found whole. It is complete and synced before it gets its name, so that whatever is wrong with it is damage.</summary>
/// <param name="Header">What it covers.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Lines">How many lines it has besides header and closing lines.</param>
/// <param name="Newest">The newest instant that the covered log speaks of.</param>
internal sealed record SnapshotFile(SnapshotHeader Header, long Bytes, long Lines, long Newest)
{
    private const int LongestHeader = 512;

    /// <summary>The chain of its groups begins with its header.</summary>
    public static ChainEnd ChainStart(ReadOnlySpan<byte> header) => new(0, GroupSum.Of(header), 0);

    /// <summary>Whether the file begins as a snapshot of this format, whole or not.</summary>
    public static bool IsOurs(IDataFile file) => SnapshotHeader.Read(FirstLine(file), out _) != HeaderVerdict.Foreign;

    /// <summary>Reads and judges all of it, and hands over its groups.</summary>
    /// <exception cref="CorruptStorageException">It is not as it was written.</exception>
    /// <exception cref="UnsupportedFormatException">It is of another version.</exception>
    public static SnapshotFile Read(IDataFile file, Action<GroupScanner, LogFile>? take, Pace? pace = null)
    {
        var line = FirstLine(file);
        switch (SnapshotHeader.Read(line, out var header))
        {
            case HeaderVerdict.Ours:
                break;
            case HeaderVerdict.OtherVersion:
                throw HeaderLine.OtherVersion(file.Name, line);
            default:
                throw new CorruptStorageException(file.Name, 1, 0, "the header is not as it was written");
        }
        var scanner = new GroupScanner(file, line.Length, line: 2);
        var (end, isFinished, lines) = (ChainStart(line), false, 0L);
        while (!isFinished)
        {
            pace?.Rest();
            var verdict = scanner.Next();
            var closing = scanner.Closing;
            if (verdict != GroupVerdict.Group || closing.Number != end.Number + 1 || closing.Previous != end.Sum)
                throw Damage(scanner, verdict == GroupVerdict.Bad ? scanner.Reason : $"group {end.Number + 1} is missing");
            take?.Invoke(scanner, LogFile.OfSnapshot(header.Covered));
            lines += scanner.LineCount;
            isFinished = scanner.LineCount == 0;
            end = new ChainEnd(closing.Number, closing.Sum, closing.Newest);
        }
        return file.Length == scanner.End
            ? new SnapshotFile(header, scanner.End, lines, end.Newest)
            : throw new CorruptStorageException(file.Name, scanner.EndLine, scanner.End, "the file goes on behind its end");
    }

    private static byte[] FirstLine(IDataFile file)
    {
        var bytes = new byte[LongestHeader];
        var start = bytes.AsSpan(0, file.Read(bytes, 0));
        var end = start.IndexOf((byte)'\n') + 1;
        return (end > 0 ? start[..end] : start).ToArray();
    }

    private static CorruptStorageException Damage(GroupScanner scanner, string reason) => new(LogFileNames.Snapshot, scanner.Line, scanner.Offset, reason);
}
