namespace Flint.Campaigns.Support;

/// <summary>A temporary data directory, gone afterwards, and what may be done to one behind a limiter's back.</summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LogName = "flint.aof";
    private const string LockName = "flint.lock";

    private readonly DirectoryInfo _root;

    /// <param name="root">What is gone afterwards, with the data directory in it; left out: a new one in the system's place for such.</param>
    public DataDirectory(DirectoryInfo? root = null)
    {
        _root = root ?? Directory.CreateTempSubdirectory("flint-campaign-");
        Path = System.IO.Path.Combine(_root.FullName, "data");
    }

    /// <summary>Where it is; the server creates it.</summary>
    public string Path { get; }

    public string Log => System.IO.Path.Combine(Path, LogName);

    /// <summary>The names in it, in order.</summary>
    public IReadOnlyList<string> Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    /// <summary>What stands beside it, where nothing should.</summary>
    public IReadOnlyList<string> Neighbours => [.. Directory.EnumerateFileSystemEntries(_root.FullName).Where(entry => entry != Path).Order(StringComparer.Ordinal)];

    /// <summary>How much of the log is used: up to its last byte that is no line feed written ahead, and the line feed that belongs to it.</summary>
    public long UsedBytes()
    {
        using var log = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var block = new byte[64 * 1024];
        for (var end = log.Length; end > 0; end -= block.Length)
        {
            var start = Math.Max(0, end - block.Length);
            log.Position = start;
            var part = block.AsSpan(0, (int)(end - start));
            log.ReadExactly(part);
            if (part.LastIndexOfAnyExcept((byte)'\n') is >= 0 and var last)
                return start + last + 2;
        }
        return 0;
    }

    public void CutLog(long length)
    {
        using var log = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        log.SetLength(length);
    }

    /// <summary>A copy of it as it is, be it in use: what a SIGKILL right now would leave. Without the lock, which says nothing once its holder is gone.</summary>
    public DataDirectory Copy()
    {
        var copy = new DataDirectory();
        Directory.CreateDirectory(copy.Path);
        foreach (var name in Names.Where(name => name != LockName))
            File.Copy(System.IO.Path.Combine(Path, name), System.IO.Path.Combine(copy.Path, name));
        return copy;
    }

    /// <summary>What the limiter of the library finds counted in it, by key.</summary>
    public async Task<Dictionary<string, Counted>> CountedAsync()
    {
        await using var limiter = await Limiter.OpenAsync(Path);
        return await CountedAsync(limiter);
    }

    /// <summary>What an open limiter has counted, by key.</summary>
    public static async Task<Dictionary<string, Counted>> CountedAsync(ILimiter limiter)
    {
        var counted = new Dictionary<string, Counted>(StringComparer.Ordinal);
        await foreach (var status in limiter.ListAsync())
            counted.Add(status.Key, new Counted(status.TotalAllowed, status.TotalDenied));
        return counted;
    }

    public void Dispose() => _root.Delete(recursive: true);
}
