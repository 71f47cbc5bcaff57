namespace Flint.Actors.Journal.Format;

/// <summary>The layout that the first lines of generations and snapshots share: <c>{"flint":2,"…":number,"group":first,"prev":"…","salt":"…","sum":"…"}</c>.</summary>
/// <param name="Number">The number of the file.</param>
/// <param name="First">The number of a group.</param>
/// <param name="Previous">The sum of the group before that one.</param>
/// <param name="Salt">The file's; none in a snapshot.</param>
internal readonly record struct HeaderLine(long Number, long First, GroupSum Previous, Salt Salt)
{
    private const int MaxLength = 256;

    /// <summary>How every header begins.</summary>
    public static ReadOnlySpan<byte> Prefix => "{\"flint\":"u8;

    /// <summary>The line, line feed included.</summary>
    public byte[] Encode(ReadOnlySpan<byte> kind)
    {
        Span<byte> line = stackalloc byte[MaxLength];
        return line[..Write(line, kind)].ToArray();
    }

    /// <summary>Reads the first line of a file, line feed included; <paramref name="kind"/> is the name of the number.</summary>
    public static HeaderVerdict Read(ReadOnlySpan<byte> line, ReadOnlySpan<byte> kind, long lowest, out HeaderLine header)
    {
        header = default;
        var cursor = new ByteCursor(line);
        if (!cursor.Skip(Prefix))
            return HeaderVerdict.Foreign;
        if (!HasOwnSum(line) || !cursor.Number(out var version))
            return HeaderVerdict.Damaged;
        if (version != GenerationHeader.Version)
            return HeaderVerdict.OtherVersion;
        if (!cursor.Skip(kind) || !cursor.Number(out var number)
            || !cursor.Skip(",\"group\":"u8) || !cursor.Number(out var first)
            || !cursor.Skip(",\"prev\":\""u8) || !cursor.Sum(out var previous)
            || !cursor.Skip("\""u8) || !cursor.SaltMember(out var salt))
            return HeaderVerdict.Damaged;
        header = new HeaderLine(number, first, previous, salt);
        Span<byte> again = stackalloc byte[MaxLength];
        return number >= lowest && first >= 1 && line.SequenceEqual(again[..header.Write(again, kind)]) ? HeaderVerdict.Ours : HeaderVerdict.Damaged;
    }

    /// <summary>What a whole header of another version is to somebody who has this program.</summary>
    public static UnsupportedFormatException OtherVersion(string file, ReadOnlySpan<byte> line)
    {
        var cursor = new ByteCursor(line);
        cursor.Skip(Prefix);
        cursor.Number(out var version);
        return new UnsupportedFormatException($"the format is version {version}, and {GenerationHeader.Version} is known: open it with a newer version", file, 1, 0);
    }

    private static bool HasOwnSum(ReadOnlySpan<byte> line)
    {
        const int tail = GroupSum.HexLength + 3;
        return line.Length > tail && line.EndsWith("\"}\n"u8)
            && GroupSum.TryParse(line.Slice(line.Length - tail, GroupSum.HexLength), out var sum) && sum == GroupSum.Of(line[..^tail]);
    }

    private int Write(Span<byte> to, ReadOnlySpan<byte> kind)
    {
        var writer = new SpanWriter(to);
        writer.Add("{\"flint\":2"u8);
        writer.Add(kind);
        writer.Add(Number);
        writer.Add(",\"group\":"u8);
        writer.Add(First);
        writer.Add(",\"prev\":\""u8);
        writer.Add(Previous);
        writer.Add("\""u8);
        writer.AddSaltMember(Salt);
        writer.Add(",\"sum\":\""u8);
        writer.Add(GroupSum.Of(writer.Written));
        writer.Add("\"}\n"u8);
        return writer.Written.Length;
    }
}
