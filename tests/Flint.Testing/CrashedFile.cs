namespace Flint.Testing;

/// <summary>A file at the moment of a crash: what is durable, and the changes since the last sync, of which the crash may keep some, in any order, in parts.</summary>
internal sealed class CrashedFile(PagedBytes durable, FileChange[] changes)
{
    private byte[]? _all;

    /// <summary>What a crash that loses every change leaves.</summary>
    public byte[] Durable => durable.Array;

    /// <summary>The changes, in their order.</summary>
    public IReadOnlyList<FileChange> Changes => changes;

    /// <summary>What a crash that loses nothing leaves.</summary>
    public byte[] All => _all ??= After(changes.Length);

    /// <summary>The file as the page cache shows it.</summary>
    public MemoryInode Cached() => MemoryInode.Of(durable, changes);

    /// <summary>What the first changes leave, in their order, and so many bytes of the one behind them.</summary>
    public byte[] After(int whole, int bytesOfNext = 0)
    {
        if (whole == 0 && bytesOfNext == 0)
            return Durable;
        var next = bytesOfNext > 0 ? changes[whole] : null;
        var room = changes[..whole].Select(change => change.Length).Append(durable.Length).Append((next?.Offset ?? 0) + bytesOfNext).Max();
        var (bytes, length) = (new byte[room], durable.Length);
        Durable.CopyTo(bytes, 0);
        foreach (var change in changes.AsSpan(0, whole))
        {
            change.Sectors.CopyTo(bytes, change.Start);
            if (change.Length < length)
                bytes.AsSpan(change.Length, length - change.Length).Clear();
            length = change.Length;
        }
        if (next is not null)
        {
            next.Sectors.AsSpan(next.Offset - next.Start, bytesOfNext).CopyTo(bytes.AsSpan(next.Offset));
            length = Math.Max(length, next.Offset + bytesOfNext);
        }
        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>The sectors that changed, in order.</summary>
    public IReadOnlyList<int> ChangedSectors =>
    [
        .. changes.Where(change => change.Sectors.Length > 0)
            .SelectMany(change => Enumerable.Range(change.Start / MemoryInode.SectorSize, ((change.End - 1) / MemoryInode.SectorSize) - (change.Start / MemoryInode.SectorSize) + 1))
            .Distinct().Order(),
    ];

    /// <summary>
    /// What a crash leaves that kept each sector as some of the changes had left it, and a length. What is within the length and was never written is zeros.
    /// </summary>
    /// <param name="length">The length.</param>
    /// <param name="version">For a sector and the number of changes that touched it: how many of them it has seen.</param>
    public byte[] Mixed(int length, Func<int, int, int> version)
    {
        var bytes = new byte[length];
        durable.Read(bytes, 0);
        foreach (var sector in ChangedSectors)
        {
            var start = sector * MemoryInode.SectorSize;
            if (start >= length)
                break;
            var touching = changes.Where(change => change.Start <= start && change.End > start).ToArray();
            if (version(sector, touching.Length) is > 0 and var seen)
            {
                var from = touching[seen - 1].Sectors.AsSpan(start - touching[seen - 1].Start);
                from[..Math.Min(from.Length, Math.Min(MemoryInode.SectorSize, length - start))].CopyTo(bytes.AsSpan(start));
            }
        }
        return bytes;
    }
}
