using System.Text.Json;
using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>Tells a directory of another program or version from a damaged one. Here the import of flint-limiter 0.1 and 0.2 will begin.</summary>
internal static class ForeignFormat
{
    private const int LongestLine = 64 * 1024;

    /// <summary>What a directory is that holds a snapshot, which this version does not write.</summary>
    public static UnsupportedFormatException Snapshot(IDataDirectory directory) =>
        new($"{directory.Path}: {LogFileNames.Snapshot} is not of a format that this version reads");

    /// <summary>What a log is whose first line is no header.</summary>
    public static FlintException Log(IDataDirectory directory, IDataFile file) => IsVersion1(file)
        ? new UnsupportedFormatException($"{directory.Path}: {file.Name} is a log of flint-limiter 0.1 or 0.2, which this version does not read yet")
        : new CorruptStorageException(file.Name, 1, 0, file.Length == 0 ? "the file is empty" : "the first line is not a header");

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
