using System.Runtime.Versioning;

namespace Flint.Actors.Journal.Files;

/// <summary>On Windows the sharing mode of an open file excludes every other writer. Untested.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsDirectoryLock : IDirectoryLock
{
    private const int SharingViolation = 32;
    private readonly FileStream _stream;

    public WindowsDirectoryLock(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        try
        {
            _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        }
        catch (IOException e) when ((e.HResult & 0xffff) == SharingViolation)
        {
            throw Locked(directory, path);
        }
        catch (Exception e) when (DiskDirectory.IsRefusal(e))
        {
            throw FileOperationException.From(path, "open", e);
        }
        var content = new byte[LockHolder.MaxLength];
        WasHeldBefore = LockHolder.Read(content.AsMemory(0, RandomAccess.Read(_stream.SafeFileHandle, content, 0))).ProcessId is not null;
        Announce(null);
    }

    public bool WasHeldBefore { get; }

    public void Announce(string? url)
    {
        var line = new LockHolder(Environment.ProcessId, url).Encode();
        DiskDirectory.Guard(_stream.Name, "write", () =>
        {
            RandomAccess.Write(_stream.SafeFileHandle, line, 0);
            RandomAccess.SetLength(_stream.SafeFileHandle, line.Length);
            return line;
        });
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>What the lock file says; whether it is locked can only be found out by locking it.</summary>
    public static LockHolder ReadHolder(string path)
    {
        try
        {
            using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var content = new byte[LockHolder.MaxLength];
            return LockHolder.Read(content.AsMemory(0, reader.Read(content)));
        }
        catch (FileNotFoundException)
        {
            return default;
        }
    }

    private static DataDirectoryLockedException Locked(string directory, string path)
    {
        var holder = ReadHolder(path);
        return new DataDirectoryLockedException(directory, holder.ProcessId, holder.Url);
    }
}
