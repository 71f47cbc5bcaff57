namespace Flint.Testing;

/// <summary>A disk at one moment: what is durable, and what a crash now may keep of the rest or lose. It stays as it is while the disk goes on.</summary>
internal sealed class CrashPoint(
    IReadOnlyDictionary<string, MemoryInode> durableNames,
    IReadOnlyList<NameChange> nameChanges,
    IReadOnlyDictionary<MemoryInode, CrashedFile> files,
    bool wasHeld,
    uint salts,
    StaleBytes stale)
{
    /// <summary>How many changes of names are not synced.</summary>
    public int NameChanges => nameChanges.Count;

    /// <summary>Every file that may have a name after the crash.</summary>
    public IReadOnlyDictionary<MemoryInode, CrashedFile> Files => files;

    /// <summary>What stands on the disk, and in no file.</summary>
    public StaleBytes Stale => stale;

    /// <summary>How many salts the disk has given.</summary>
    public uint Salts => salts;

    /// <summary>Whether a program has ever held it.</summary>
    public bool WasHeld => wasHeld;

    /// <summary>The names that are durable.</summary>
    public IReadOnlyDictionary<string, MemoryInode> DurableNames => durableNames;

    /// <summary>The changes of names that are not synced, in their order.</summary>
    public IReadOnlyList<NameChange> Changes => nameChanges;

    /// <summary>The disk as the death of the process leaves it: nothing more is durable than was.</summary>
    public MemoryDisk Kill() => MemoryDisk.Killed(this, inode => files[inode].Cached());

    /// <summary>The names as the page cache shows them.</summary>
    public IReadOnlyDictionary<string, MemoryInode> CachedNames() => Names(Enumerable.Range(0, NameChanges));

    /// <summary>The names that a crash leaves which kept these changes of names, in this order.</summary>
    public IReadOnlyDictionary<string, MemoryInode> Names(IEnumerable<int> kept)
    {
        var names = new Dictionary<string, MemoryInode>(durableNames, StringComparer.Ordinal);
        foreach (var change in kept)
            nameChanges[change].Apply(names);
        return names;
    }

    /// <summary>What a crash leaves that kept these names and this of each file.</summary>
    public DiskImage Leave(IReadOnlyDictionary<string, MemoryInode> names, Func<CrashedFile, byte[]> content)
    {
        var contents = new Dictionary<MemoryInode, byte[]>();
        var left = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, inode) in names)
        {
            if (!contents.TryGetValue(inode, out var bytes))
                contents.Add(inode, bytes = content(files[inode]));
            left.Add(name, bytes);
        }
        return new DiskImage(left, wasHeld, salts, stale.With(files.Where(file => !contents.ContainsKey(file.Key)).Select(file => file.Value.Durable)));
    }
}
