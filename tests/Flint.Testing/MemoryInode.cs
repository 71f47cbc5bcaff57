namespace Flint.Testing;

/// <summary>A file's content twice: as the page cache shows it, and as it stands on the disk.</summary>
public sealed class MemoryInode
{
    public const int SectorSize = 512;

    private readonly HashSet<long> _dirty = [];
    private readonly List<FileChange> _changes = [];
    private byte[] _bytes = [];
    private byte[] _durable = [];
    private int _length;
    private int _durableLength;

    /// <summary>A file with that content, all of it durable.</summary>
    public static MemoryInode Of(byte[] content) => new() { _bytes = content.ToArray(), _length = content.Length, _durable = content, _durableLength = content.Length };

    public int Length => _length;

    public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, _length);

    public int Read(Span<byte> to, long offset)
    {
        if (offset >= _length)
            return 0;
        var count = (int)Math.Min(to.Length, _length - offset);
        _bytes.AsSpan((int)offset, count).CopyTo(to);
        return count;
    }

    public void Write(ReadOnlySpan<byte> from, long offset)
    {
        var end = (int)offset + from.Length;
        if (end > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(end, _bytes.Length * 2));
        from.CopyTo(_bytes.AsSpan((int)offset));
        Touch(offset, from.Length);
        _length = Math.Max(_length, end);
        Note((int)offset, from.Length);
    }

    public void Truncate(long length)
    {
        if (length < _length)
            _bytes.AsSpan((int)length, _length - (int)length).Clear();
        else if (length > _bytes.Length)
            Array.Resize(ref _bytes, (int)length);
        _length = (int)length;
        Touch(length, 0);
        Note((int)length, 0);
    }

    public void Sync() => EndSync(BeginSync());

    /// <summary>What a sync that begins now makes durable when it ends: nothing that is written meanwhile.</summary>
    internal SyncedInode BeginSync()
    {
        var (bytes, length) = Surviving(_ => true, keepLength: true);
        return new SyncedInode(bytes, length, _changes.Count);
    }

    internal void EndSync(SyncedInode begun)
    {
        (_durable, _durableLength) = (begun.Bytes, begun.Length);
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
        var copy = new MemoryInode { _bytes = Content.ToArray(), _length = _length, _durable = _durable, _durableLength = _durableLength };
        copy._dirty.UnionWith(_dirty);
        copy._changes.AddRange(_changes);
        return copy;
    }

    /// <summary>What a power cut leaves, if those of the unsynced sectors had reached the disk.</summary>
    public MemoryInode AfterPowerCut(Func<long, bool> keepSector, bool keepLength)
    {
        var (bytes, length) = Surviving(keepSector, keepLength);
        return new MemoryInode { _bytes = bytes, _length = length, _durable = bytes.ToArray(), _durableLength = length };
    }

    /// <summary>What a crash now finds.</summary>
    internal CrashedFile Crash() => new(_durable, [.. _changes]);

    private void Touch(long offset, int bytes)
    {
        for (var sector = offset / SectorSize; sector * SectorSize < Math.Max(offset + bytes, offset + 1); sector++)
            _dirty.Add(sector);
    }

    private void Note(int offset, int bytes)
    {
        var start = offset / SectorSize * SectorSize;
        var end = Math.Min((offset + bytes + SectorSize - 1) / SectorSize * SectorSize, _length);
        _changes.Add(new FileChange(offset, bytes, _bytes[start..Math.Max(start, end)], _length));
    }

    private (byte[], int) Surviving(Func<long, bool> keepSector, bool keepLength)
    {
        var length = keepLength ? _length : _durableLength;
        var result = new byte[length];
        _durable.AsSpan(0, Math.Min(length, _durableLength)).CopyTo(result);
        foreach (var sector in _dirty.Where(keepSector))
        {
            var start = (int)Math.Min(sector * SectorSize, length);
            var end = Math.Min(Math.Min(start + SectorSize, length), _length);
            if (end > start)
                _bytes.AsSpan(start, end - start).CopyTo(result.AsSpan(start));
        }
        return (result, length);
    }
}
