namespace Flint.Testing;

/// <summary>What stood in files that have no name any more: until something is written over it, it is on the disk.</summary>
internal sealed class StaleBytes
{
    private const int Kept = 4;

    private readonly byte[][] _files;

    private StaleBytes(byte[][] files) => _files = files;

    /// <summary>Nothing.</summary>
    public static StaleBytes None { get; } = new([]);

    /// <summary>The last few of them.</summary>
    public IReadOnlyList<byte[]> Files => _files;

    /// <summary>And that of these.</summary>
    public StaleBytes With(IEnumerable<byte[]> gone)
    {
        byte[][] more = [.. gone.Where(content => content.Length > 0)];
        return more.Length == 0 ? this : new StaleBytes([.. _files.Concat(more).TakeLast(Kept)]);
    }
}
