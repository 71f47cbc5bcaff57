namespace Flint.Testing;

/// <summary>A change of a file that no sync has covered yet.</summary>
/// <param name="Offset">Where it was written; of a cut, where it was cut.</param>
/// <param name="Bytes">How many bytes were written; 0 of a cut.</param>
/// <param name="After">What the file held afterwards.</param>
internal sealed record FileChange(int Offset, int Bytes, PagedBytes After)
{
    private byte[]? _sectors;

    /// <summary>What stood there afterwards, from the beginning of the first sector it touched to the end of the last one or of the file.</summary>
    public byte[] Sectors => _sectors ??= After.Slice(Start, End);

    /// <summary>The file's length afterwards.</summary>
    public int Length => After.Length;

    /// <summary>Where its first sector begins.</summary>
    public int Start => Offset / MemoryInode.SectorSize * MemoryInode.SectorSize;

    /// <summary>Where its last sector ends, or the file.</summary>
    public int End => Math.Max(Start, Math.Min((Offset + Bytes + MemoryInode.SectorSize - 1) / MemoryInode.SectorSize * MemoryInode.SectorSize, Length));
}
