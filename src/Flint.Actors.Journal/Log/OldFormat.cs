using System.Text.Json;
using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>Tells a directory of flint-limiter 0.1 or 0.2 from one of this format, and from a damaged one.</summary>
internal static class OldFormat
{
    private const int LongestLine = 64 * 1024;

    /// <summary>Whether the files are those of the older program.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="files">What is there.</param>
    /// <param name="isNew">Whether this program has never held the directory: then an empty log is one that the older one made.</param>
    public static bool Has(IDataDirectory directory, LogFileSet files, bool isNew)
    {
        if (files.Closed.Count > 0)
            return false;
        if (files.HasSnapshot)
        {
            using var snapshot = directory.Open(LogFileNames.Snapshot, writable: false);
            // Beside a log of ours it is ours too, and its beginning is damaged.
            return !SnapshotFile.IsOurs(snapshot) && !(files.HasLog && HasHeader(directory));
        }
        if (!files.HasLog)
            return false;
        using var log = directory.Open(LogFileNames.Log, writable: false);
        return log.Length == 0 ? isNew : IsVersion1(log);
    }

    /// <summary>Whether a snapshot of such files counts already, and the log is still theirs.</summary>
    public static bool IsTakenOver(IDataDirectory directory, LogFileSet files, SnapshotFile? snapshot)
    {
        // A log of ours whose beginning is damaged does not look like ours either: theirs is the one that was kept.
        return snapshot?.Header.Covered == 0 && files.HasLog && files.Closed.Count == 0 && !HasHeader(directory) && LogTakeover.IsKept(directory, LogFileNames.Log);
    }

    private static bool HasHeader(IDataDirectory directory)
    {
        using var log = directory.Open(LogFileNames.Log, writable: false);
        return HasHeader(log);
    }

    /// <summary>Whether the file begins as ours do, whole or not.</summary>
    public static bool HasHeader(IDataFile file)
    {
        var start = new byte[HeaderLine.Prefix.Length];
        return file.Read(start, 0) == start.Length && start.AsSpan().SequenceEqual(HeaderLine.Prefix);
    }

    /// <summary>What a file is whose first line is no header.</summary>
    public static FlintException Refuse(IDataDirectory directory, IDataFile file) => IsVersion1(file)
        ? Unsupported(directory)
        : new CorruptStorageException(file.Name, 1, 0, file.Length == 0 ? "the file is empty" : "the first line is not a header");

    /// <summary>What such files are to somebody who cannot read them.</summary>
    public static UnsupportedFormatException Unsupported(IDataDirectory directory) =>
        new($"{directory.Path} is a directory of flint-limiter 0.1 or 0.2: open it with a Flint limiter first, which takes it over");

    // A line of version 1 has a time and an event; the first one may be torn, too.
    private static bool IsVersion1(IDataFile file)
    {
        var bytes = new byte[(int)Math.Min(file.Length, LongestLine)];
        var line = bytes.AsMemory(0, file.Read(bytes, 0));
        var end = line.Span.IndexOf((byte)'\n');
        if (end < 0)
            return line.Span.StartsWith("{\"version\":1,"u8) || line.Span.StartsWith("{\"ts\":"u8);
        try
        {
            using var json = JsonDocument.Parse(line[..end]);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("ts", out _) && json.RootElement.TryGetProperty("event", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
