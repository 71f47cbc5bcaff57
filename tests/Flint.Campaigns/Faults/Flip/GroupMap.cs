using System.Text.Json;

namespace Flint.Campaigns.Faults.Flip;

/// <summary>A group as it stands in a file.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where the next one begins.</param>
/// <param name="Synced">The last group that it knew to be synced; 0 where it was written to another file first.</param>
/// <param name="IsMark">Whether it has no lines.</param>
internal sealed record Group(long Number, int Start, int End, long Synced, bool IsMark);

/// <summary>
/// Where the groups of a generation stand: read as docs/storage-format.md tells it, with nothing of the code that is on trial.
/// </summary>
/// <param name="First">The number of the first group.</param>
/// <param name="HeaderEnd">Where the header ends.</param>
/// <param name="Groups">The groups, in order.</param>
internal sealed record GroupMap(long First, int HeaderEnd, IReadOnlyList<Group> Groups)
{
    /// <summary>Where the last group ends, or the header.</summary>
    public int End => Groups is [.., var last] ? last.End : HeaderEnd;

    public static GroupMap Of(byte[] file)
    {
        using var header = Line(file, 0, out var headerEnd)!;
        var groups = new List<Group>();
        for (int start = headerEnd, at = headerEnd; Line(file, at, out var end) is { } line; at = end)
        {
            using var read = line;
            if (!line.RootElement.TryGetProperty("group", out var number))
                continue;
            var synced = Salt(line) == Salt(header) ? line.RootElement.GetProperty("synced").GetInt64() : 0;
            groups.Add(new Group(number.GetInt64(), start, end, synced, IsMark: at == start));
            start = end;
        }
        return new GroupMap(header.RootElement.GetProperty("group").GetInt64(), headerEnd, groups);
    }

    /// <summary>The bytes of one of the groups.</summary>
    public ReadOnlySpan<byte> Bytes(byte[] file, int group) => file.AsSpan(Groups[group].Start, Groups[group].End - Groups[group].Start);

    private static string? Salt(JsonDocument line) => line.RootElement.TryGetProperty("salt", out var salt) ? salt.GetString() : null;

    // Null where nothing is but line feeds written ahead, or what a crash has torn.
    private static JsonDocument? Line(byte[] file, int at, out int end)
    {
        var length = file.AsSpan(at).IndexOf((byte)'\n');
        end = at + length + 1;
        try
        {
            return length > 0 ? JsonDocument.Parse(file.AsMemory(at, length)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
