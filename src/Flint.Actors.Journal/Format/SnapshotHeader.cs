namespace Flint.Actors.Journal.Format;

/// <summary>The first line of a snapshot. It binds the snapshot to the chain of the generation that follows it.</summary>
/// <param name="Covered">All generations up to this one are folded into it; 0: a log of an older format is.</param>
/// <param name="First">The number of the first group that is not.</param>
/// <param name="Previous">The sum of the group before that one; zeros before group 1, or the sum of an older program's log.</param>
internal readonly record struct SnapshotHeader(long Covered, long First, GroupSum Previous)
{
    private static ReadOnlySpan<byte> Kind => ",\"snapshot\":"u8;

    /// <summary>The header's line, line feed included.</summary>
    public byte[] Encode() => new HeaderLine(Covered, First, Previous, default).Encode(Kind);

    /// <summary>Reads the first line of a file, line feed included.</summary>
    public static HeaderVerdict Read(ReadOnlySpan<byte> line, out SnapshotHeader header)
    {
        var verdict = HeaderLine.Read(line, Kind, lowest: 0, out var read);
        header = new SnapshotHeader(read.Number, read.First, read.Previous);
        return verdict;
    }
}
