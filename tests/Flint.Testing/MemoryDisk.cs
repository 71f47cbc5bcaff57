using Flint.Actors.Journal.Files;

namespace Flint.Testing;

/// <summary>
/// One directory in memory with the semantics that a log must survive: what is not synced may be lost or reordered by sectors, names are durable only when
/// the directory is synced, a failed sync drops what it could not write. It records every call, fails those it is told to, and can be copied as a crash leaves it.
/// </summary>
public sealed class MemoryDisk
{
    private readonly Lock _gate = new();
    private readonly List<DiskCall> _calls = [];
    private readonly List<DiskCall> _failed = [];
    private readonly List<NameChange> _unsyncedNames = [];
    private readonly List<MemoryInode> _unsyncedFiles = [];
    private StaleBytes _stale = StaleBytes.None;
    private Dictionary<string, MemoryInode> _names = new(StringComparer.Ordinal);
    private Dictionary<string, MemoryInode> _durableNames = new(StringComparer.Ordinal);
    private int _descriptors;
    private string? _holder;
    private bool _wasHeld;

    /// <summary>How many salts it has given; those of disks that begin with other numbers are others.</summary>
    public uint Salts { get; set; }

    /// <summary>What fails; null: nothing.</summary>
    public DiskFault? Fault { get; set; }

    /// <summary>Holds back syncs of files; null: none.</summary>
    public SyncHold? Hold { get; set; }

    /// <summary>How many of the line feeds that a log writes ahead of itself find room; null: all.</summary>
    public int? RoomAhead { get; set; }

    /// <summary>Called before every call with its operation and file, on the thread that makes it.</summary>
    public Action<string, string>? Before { get; set; }

    /// <summary>Called after every call that changed something, under the disk's lock.</summary>
    public Action<DiskCall>? Changed { get; set; }

    /// <summary>All calls so far.</summary>
    public IReadOnlyList<DiskCall> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>Those that failed.</summary>
    public IReadOnlyList<DiskCall> Failed
    {
        get
        {
            lock (_gate)
                return [.. _failed];
        }
    }

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
                return [.. _names.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>For an engine, which disposes it.</summary>
    internal IDataDirectory Open() => new MemoryDirectory(this);

    public byte[] this[string name]
    {
        get
        {
            lock (_gate)
                return _names[name].ToArray();
        }
        set
        {
            lock (_gate)
            {
                _names[name] = _durableNames[name] = MemoryInode.Of(value);
            }
        }
    }

    /// <summary>The content of a file without the line feeds written ahead.</summary>
    public byte[] Used(string name)
    {
        var bytes = this[name];
        return bytes[..Math.Min(bytes.Length, bytes.AsSpan().LastIndexOfAnyExcept((byte)'\n') + 2)];
    }

    /// <summary>Writes into a file behind the log's back; unsynced.</summary>
    public void Overwrite(string name, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
            _names[name].Write(bytes, offset);
    }

    public void Remove(string name)
    {
        lock (_gate)
        {
            _names.Remove(name);
            _durableNames.Remove(name);
        }
    }

    /// <summary>The disk as it is when the process is killed now: all that was written is there, nothing more of it is durable than was.</summary>
    public MemoryDisk Kill()
    {
        lock (_gate)
        {
            return Killed(Crash(), inode => inode.Cached());
        }
    }

    /// <summary>The disk after a power cut now. By default nothing unsynced has survived.</summary>
    /// <param name="keptNames">How many of the unsynced changes of names were durable.</param>
    /// <param name="keepSector">Which of the unsynced sectors of files were.</param>
    /// <param name="keepLength">Whether the files' lengths were.</param>
    /// <param name="forgottenNames">How many of the first of them were not, though later ones were: what no common file system does, and none promises not to.</param>
    public MemoryDisk PowerCut(int keptNames = 0, Func<long, bool>? keepSector = null, bool keepLength = false, int forgottenNames = 0)
    {
        lock (_gate)
        {
            var names = new Dictionary<string, MemoryInode>(_durableNames, StringComparer.Ordinal);
            foreach (var change in _unsyncedNames.Take(keptNames).Skip(forgottenNames))
                change.Apply(names);
            var copies = new Dictionary<MemoryInode, MemoryInode>();
            var after = Copy(names, copies, inode => inode.AfterPowerCut(keepSector ?? (_ => false), keepLength));
            return new MemoryDisk { _wasHeld = _wasHeld, Salts = Salts, _stale = _stale, _names = after, _durableNames = new Dictionary<string, MemoryInode>(after, StringComparer.Ordinal) };
        }
    }

    /// <summary>A disk on which these files stand, durably. Two names of one array are one file.</summary>
    internal static MemoryDisk Of(IReadOnlyDictionary<string, byte[]> files, bool wasHeld, uint salts, StaleBytes stale)
    {
        var disk = new MemoryDisk { _wasHeld = wasHeld, Salts = salts, _stale = stale };
        var inodes = new Dictionary<byte[], MemoryInode>(ReferenceEqualityComparer.Instance);
        foreach (var (name, content) in files)
        {
            if (!inodes.TryGetValue(content, out var inode))
                inodes.Add(content, inode = MemoryInode.Of(content));
            disk._names.Add(name, inode);
            disk._durableNames.Add(name, inode);
        }
        return disk;
    }

    /// <summary>The disk as the death of the process leaves it at that moment, its files copied.</summary>
    internal static MemoryDisk Killed(CrashPoint point, Func<MemoryInode, MemoryInode> copy)
    {
        var copies = new Dictionary<MemoryInode, MemoryInode>();
        var disk = new MemoryDisk { _wasHeld = point.WasHeld, Salts = point.Salts, _stale = point.Stale, _names = Copy(point.CachedNames(), copies, copy), _durableNames = Copy(point.DurableNames, copies, copy) };
        disk._unsyncedNames.AddRange(point.Changes.Select(change => change.Of(made => CopyOf(made, copies, copy))));
        disk._unsyncedFiles.AddRange(disk._unsyncedNames.Select(change => change.Made).OfType<MemoryInode>());
        return disk;
    }

    /// <summary>What a crash now finds.</summary>
    internal CrashPoint Crash()
    {
        lock (_gate)
        {
            var files = _durableNames.Values.Concat(_names.Values).Concat(_unsyncedFiles).Distinct().ToDictionary(inode => inode, inode => inode.Crash());
            return new CrashPoint(_durableNames, [.. _unsyncedNames], files, _wasHeld, Salts, _stale);
        }
    }

    /// <summary>How many changes of names are not synced.</summary>
    public int UnsyncedNames
    {
        get
        {
            lock (_gate)
                return _unsyncedNames.Count;
        }
    }

    internal T Do<T>(
        string operation,
        string file,
        Func<Dictionary<string, MemoryInode>, T> call,
        bool changes = true,
        long offset = 0,
        long bytes = 0,
        int descriptor = 0,
        Action<DiskFault>? onFault = null)
    {
        Before?.Invoke(operation, file);
        lock (_gate)
        {
            var record = new DiskCall(_calls.Count + 1, operation, file, offset, bytes, descriptor);
            _calls.Add(record);
            if (Fault is { } fault && fault.Strikes(record))
            {
                _failed.Add(record);
                onFault?.Invoke(fault);
                throw new FileOperationException(file, operation, fault.Error, "injected");
            }
            var result = call(_names);
            if (changes)
                Changed?.Invoke(record);
            return result;
        }
    }

    /// <summary>Looks at a file, which nobody changes meanwhile.</summary>
    internal T Locked<T>(Func<T> look)
    {
        lock (_gate)
            return look();
    }

    internal void ChangeNames(NameChange change) => Do(change.Operation, change.File, names =>
    {
        change.Apply(names);
        _unsyncedNames.Add(change);
        return true;
    });

    // None that was given in an earlier life of the disk; of an odd factor's multiples none is 0, and all look as if by chance.
    internal uint NextSalt() => unchecked(++Salts * 0x9E37_79B9);

    /// <summary>The number of a descriptor that is opened now.</summary>
    internal int NextDescriptor() => Interlocked.Increment(ref _descriptors);

    /// <summary>A file was made that has no durable name yet.</summary>
    internal void Made(MemoryInode file)
    {
        lock (_gate)
            _unsyncedFiles.Add(file);
    }

    internal void SyncNames() => Do("syncdir", ".", names =>
    {
        _stale = _stale.With(_durableNames.Values.Concat(_unsyncedFiles).Except(names.Values).Select(gone => gone.Crash().Durable));
        _durableNames = new Dictionary<string, MemoryInode>(names, StringComparer.Ordinal);
        _unsyncedNames.Clear();
        _unsyncedFiles.Clear();
        return true;
    });

    internal IDirectoryLock Lock()
    {
        lock (_gate)
        {
            if (_holder is not null)
                throw new DataDirectoryLockedException("memory", Environment.ProcessId, _holder.Length == 0 ? null : _holder);
            _holder = "";
        }
        (var wasHeld, _wasHeld) = (_wasHeld, true);
        return new MemoryLock(this, wasHeld);
    }

    internal LockState LookAtLock()
    {
        lock (_gate)
            return new LockState(_wasHeld ? new LockHolder(Environment.ProcessId, _holder?.Length > 0 ? _holder : null) : default, _holder is not null);
    }

    private static Dictionary<string, MemoryInode> Copy(IReadOnlyDictionary<string, MemoryInode> names, Dictionary<MemoryInode, MemoryInode> copies, Func<MemoryInode, MemoryInode> copy)
    {
        var result = new Dictionary<string, MemoryInode>(StringComparer.Ordinal);
        foreach (var (name, inode) in names)
            result.Add(name, CopyOf(inode, copies, copy));
        return result;
    }

    private static MemoryInode CopyOf(MemoryInode inode, Dictionary<MemoryInode, MemoryInode> copies, Func<MemoryInode, MemoryInode> copy)
    {
        if (!copies.TryGetValue(inode, out var other))
            copies.Add(inode, other = copy(inode));
        return other;
    }

    private sealed class MemoryLock(MemoryDisk disk, bool wasHeld) : IDirectoryLock
    {
        public bool WasHeldBefore => wasHeld;

        public void Announce(string? url)
        {
            lock (disk._gate)
                disk._holder = url ?? "";
        }

        public void Dispose()
        {
            lock (disk._gate)
                disk._holder = null;
        }
    }
}
