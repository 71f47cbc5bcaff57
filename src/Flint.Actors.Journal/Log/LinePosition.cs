namespace Flint.Actors.Journal.Log;

/// <summary>Where a line stands: file and byte offset in one number that grows as the log grows.</summary>
internal readonly record struct LinePosition(long Packed) : IComparable<LinePosition>
{
    // Up to four million generations of up to a TiB.
    private const int OffsetBits = 40;

    /// <summary>Behind every line.</summary>
    public static LinePosition End => new(long.MaxValue);

    public LinePosition(LogFile file, long offset)
        : this((file.Number << OffsetBits) | offset)
    {
    }

    public LogFile File => new(Packed >> OffsetBits);

    public long Offset => Packed & ((1L << OffsetBits) - 1);

    public int CompareTo(LinePosition other) => Packed.CompareTo(other.Packed);
}
