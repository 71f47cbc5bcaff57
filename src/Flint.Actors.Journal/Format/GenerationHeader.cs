namespace Flint.Actors.Journal.Format;

/// <summary>
/// The first line of a generation's file. It binds the file into the chain, so that a torn or damaged first group is never taken for another file's.
/// </summary>
/// <param name="Generation">The number of the file, from 1.</param>
/// <param name="First">The number of the first group in it: where it begins, the generation before ends.</param>
/// <param name="Previous">The sum of the group before that one; zeros before group 1, or the sum of an older program's log.</param>
/// <param name="Salt">The file's own.</param>
internal readonly record struct GenerationHeader(long Generation, long First, GroupSum Previous, Salt Salt)
{
    /// <summary>The version of the format.</summary>
    public const int Version = 2;

    private static ReadOnlySpan<byte> Kind => ",\"generation\":"u8;

    /// <summary>The header's line, line feed included.</summary>
    public byte[] Encode() => new HeaderLine(Generation, First, Previous, Salt).Encode(Kind);

    /// <summary>Reads the first line of a file, line feed included.</summary>
    public static HeaderVerdict Read(ReadOnlySpan<byte> line, out GenerationHeader header)
    {
        var verdict = HeaderLine.Read(line, Kind, lowest: 1, out var read);
        header = new GenerationHeader(read.Number, read.First, read.Previous, read.Salt);
        return verdict;
    }
}
