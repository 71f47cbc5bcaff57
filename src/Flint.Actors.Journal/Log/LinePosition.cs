namespace Flint.Actors.Journal.Log;

/// <summary>Where a line stands: generation and byte offset in one number that grows as the log grows.</summary>
internal readonly record struct LinePosition(long Packed) : IComparable<LinePosition>
{
    // Up to a million generations of up to 8 TiB.
    private const int OffsetBits = 43;

    public LinePosition(long generation, long offset)
        : this((generation << OffsetBits) | offset)
    {
    }

    public long Generation => Packed >> OffsetBits;

    public long Offset => Packed & ((1L << OffsetBits) - 1);

    public int CompareTo(LinePosition other) => Packed.CompareTo(other.Packed);
}
