using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Flint.Actors.Journal.Files;

/// <summary>
/// An exclusive <c>flock</c> on a descriptor of our own: it holds against other processes and a second opener in this one, whatever .NET's own locking is set to,
/// and goes with the process.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixDirectoryLock : IDirectoryLock
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    public UnixDirectoryLock(string directory, string name)
    {
        _path = Path.Combine(directory, name);
        _handle = OpenOrCreate(_path);
        try
        {
            if (!UnixCalls.TryLock(_handle, _path))
                throw Locked(directory);
            WasHeldBefore = ReadHolder(_handle, _path).ProcessId is not null;
            Announce(null);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>What the lock file says, and whether it is locked.</summary>
    public static LockState LookAt(string path)
    {
        using var file = UnixCalls.OpenFile(path, writable: false);
        return file is null ? default : new LockState(ReadHolder(file, path), OperatingSystem.IsLinux() && LinuxLocks.IsLocked(file));
    }

    public bool WasHeldBefore { get; }

    public void Announce(string? url)
    {
        var line = new LockHolder(Environment.ProcessId, url).Encode();
        DiskDirectory.Guard(_path, "write", () =>
        {
            RandomAccess.Write(_handle, line, 0);
            RandomAccess.SetLength(_handle, line.Length);
            return line;
        });
    }

    public void Dispose()
    {
        if (!_handle.IsClosed)
            UnixCalls.Unlock(_handle);
        _handle.Dispose();
    }

    private static SafeFileHandle OpenOrCreate(string path)
    {
        if (UnixCalls.OpenFile(path) is { } there)
            return there;
        try
        {
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another opener was faster: its file is as good.
        }
        catch (Exception e) when (DiskDirectory.IsRefusal(e))
        {
            throw FileOperationException.From(path, "create", e);
        }
        return UnixCalls.OpenFile(path) ?? throw FileOperationException.FromLastError(path, "open");
    }

    private DataDirectoryLockedException Locked(string directory)
    {
        var holder = ReadHolder(_handle, _path);
        return new DataDirectoryLockedException(directory, holder.ProcessId, holder.Url);
    }

    private static LockHolder ReadHolder(SafeFileHandle file, string path)
    {
        var content = new byte[LockHolder.MaxLength];
        var length = DiskDirectory.Guard(path, "read", () => RandomAccess.Read(file, content, 0));
        return LockHolder.Read(content.AsMemory(0, length));
    }
}
