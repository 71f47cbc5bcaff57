namespace Flint.Actors.Journal.Format;

/// <summary>
/// The first line of a generation's file. It binds the file into the chain, so that a torn or damaged first group is never taken for another file's.
/// </summary>
/// <param name="Generation">The number of the file, from 1.</param>
/// <param name="First">The number of the first group in it: where it begins, the generation before ends.</param>
/// <param name="Previous">The sum of the group before that one; zeros before group 1.</param>
internal readonly record struct GenerationHeader(long Generation, long First, GroupSum Previous)
{
    /// <summary>The version of the format.</summary>
    public const int Version = 2;

    private const int MaxLength = 256;

    /// <summary>The header's line, line feed included.</summary>
    public byte[] Encode()
    {
        Span<byte> line = stackalloc byte[MaxLength];
        return line[..Write(line)].ToArray();
    }

    /// <summary>Reads the first line of a file, line feed included.</summary>
    public static HeaderVerdict Read(ReadOnlySpan<byte> line, out GenerationHeader header)
    {
        header = default;
        var cursor = new ByteCursor(line);
        if (!cursor.Skip("{\"flint\":"u8))
            return HeaderVerdict.Foreign;
        if (!HasOwnSum(line) || !cursor.Number(out var version))
            return HeaderVerdict.Damaged;
        if (version != Version)
            return HeaderVerdict.OtherVersion;
        if (!cursor.Skip(",\"generation\":"u8) || !cursor.Number(out var generation)
            || !cursor.Skip(",\"group\":"u8) || !cursor.Number(out var first)
            || !cursor.Skip(",\"prev\":\""u8) || !cursor.Sum(out var previous))
            return HeaderVerdict.Damaged;
        header = new GenerationHeader(generation, first, previous);
        Span<byte> again = stackalloc byte[MaxLength];
        return generation >= 1 && first >= 1 && line.SequenceEqual(again[..header.Write(again)]) ? HeaderVerdict.Ours : HeaderVerdict.Damaged;
    }

    private static bool HasOwnSum(ReadOnlySpan<byte> line)
    {
        const int tail = GroupSum.HexLength + 3;
        return line.Length > tail && line.EndsWith("\"}\n"u8)
            && GroupSum.TryParse(line.Slice(line.Length - tail, GroupSum.HexLength), out var sum) && sum == GroupSum.Of(line[..^tail]);
    }

    private int Write(Span<byte> to)
    {
        var writer = new SpanWriter(to);
        writer.Add("{\"flint\":2,\"generation\":"u8);
        writer.Add(Generation);
        writer.Add(",\"group\":"u8);
        writer.Add(First);
        writer.Add(",\"prev\":\""u8);
        writer.Add(Previous);
        writer.Add("\",\"sum\":\""u8);
        writer.Add(GroupSum.Of(writer.Written));
        writer.Add("\"}\n"u8);
        return writer.Written.Length;
    }
}
