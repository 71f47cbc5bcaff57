namespace Flint.Testing;

/// <summary>A file's content twice: as the page cache shows it, and as it stands on the disk.</summary>
public sealed class MemoryInode
{
    public const int SectorSize = 512;

    private const int SectorsOfPage = PagedBytes.PageSize / SectorSize;
    private const byte AllOfPage = byte.MaxValue;

    // By page, which of its sectors.
    private readonly Dictionary<int, byte> _dirty = [];
    private readonly List<FileChange> _changes = [];
    private readonly PagedBytes _bytes;

    // Never written into: a sync puts another in its place.
    private PagedBytes _durable;

    public MemoryInode()
        : this(new PagedBytes(), new PagedBytes())
    {
    }

    private MemoryInode(PagedBytes bytes, PagedBytes durable) => (_bytes, _durable) = (bytes, durable);

    /// <summary>A file with that content, all of it durable.</summary>
    public static MemoryInode Of(byte[] content) => Durably(PagedBytes.Of(content));

    /// <summary>A file of which that is durable, and which has changed since.</summary>
    internal static MemoryInode Of(PagedBytes durable, FileChange[] changes)
    {
        if (changes.Length == 0)
            return Durably(durable);
        var file = new MemoryInode(changes[^1].After.Copy(), durable);
        file._changes.AddRange(changes);
        foreach (var change in changes)
            file.Touch(change.Offset, change.Bytes);
        return file;
    }

    public int Length => _bytes.Length;

    /// <summary>A copy of what the page cache shows.</summary>
    public byte[] ToArray() => _bytes.ToArray();

    public int Read(Span<byte> to, long offset) => _bytes.Read(to, offset);

    public void Write(ReadOnlySpan<byte> from, long offset)
    {
        _bytes.Write(from, offset);
        Touch(offset, from.Length);
        Note((int)offset, from.Length);
    }

    public void Truncate(long length)
    {
        _bytes.SetLength((int)length);
        Touch(length, 0);
        Note((int)length, 0);
    }

    public void Sync() => EndSync(BeginSync());

    /// <summary>What a sync that begins now makes durable when it ends: nothing that is written meanwhile.</summary>
    internal SyncedInode BeginSync() => new(Surviving(_ => true, keepLength: true), _changes.Count);

    internal void EndSync(SyncedInode begun)
    {
        _durable = begun.Bytes;
        _changes.RemoveRange(0, begun.Changes);
        _dirty.Clear();
        foreach (var change in _changes)
            Touch(change.Offset, change.Bytes);
    }

    /// <summary>As the kernel does it: the pages count as clean, and no later sync writes them.</summary>
    public void FailSync()
    {
        _dirty.Clear();
        _changes.Clear();
    }

    /// <summary>What the page cache shows.</summary>
    public MemoryInode Cached()
    {
        var copy = new MemoryInode(_bytes.Copy(), _durable);
        foreach (var (page, sectors) in _dirty)
            copy._dirty.Add(page, sectors);
        copy._changes.AddRange(_changes);
        return copy;
    }

    /// <summary>What a power cut leaves, if those of the unsynced sectors had reached the disk.</summary>
    public MemoryInode AfterPowerCut(Func<long, bool> keepSector, bool keepLength) => Durably(Surviving(keepSector, keepLength));

    /// <summary>What a crash now finds.</summary>
    internal CrashedFile Crash() => new(_durable, [.. _changes]);

    private static MemoryInode Durably(PagedBytes content) => new(content.Copy(), content);

    private void Touch(long offset, int bytes)
    {
        for (var sector = offset / SectorSize; sector * SectorSize < Math.Max(offset + bytes, offset + 1); sector++)
        {
            var (page, index) = Math.DivRem((int)sector, SectorsOfPage);
            _dirty[page] = (byte)(_dirty.GetValueOrDefault(page) | (1 << index));
        }
    }

    private void Note(int offset, int bytes) => _changes.Add(new FileChange(offset, bytes, _bytes.Copy()));

    private PagedBytes Surviving(Func<long, bool> keepSector, bool keepLength)
    {
        var left = _durable.Copy();
        if (keepLength)
            left.SetLength(_bytes.Length);
        foreach (var (page, sectors) in _dirty)
        {
            var kept = Kept(page, sectors, keepSector);
            if (kept == AllOfPage)
                left.Take(_bytes, page * PagedBytes.PageSize, PagedBytes.PageSize);
            else
                TakeSectors(left, page, kept);
        }
        return left;
    }

    private static byte Kept(int page, byte sectors, Func<long, bool> keepSector)
    {
        var kept = 0;
        for (var index = 0; index < SectorsOfPage; index++)
        {
            if ((sectors & (1 << index)) != 0 && keepSector((page * (long)SectorsOfPage) + index))
                kept |= 1 << index;
        }
        return (byte)kept;
    }

    private void TakeSectors(PagedBytes to, int page, byte sectors)
    {
        for (var index = 0; index < SectorsOfPage; index++)
        {
            if ((sectors & (1 << index)) != 0)
                to.Take(_bytes, (page * PagedBytes.PageSize) + (index * SectorSize), SectorSize);
        }
    }
}
