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
            WasHeldBefore = ReadHolder().ProcessId is not null;
            Announce(null);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
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

    public void Dispose() => _handle.Dispose();

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
        var holder = ReadHolder();
        return new DataDirectoryLockedException(directory, holder.ProcessId, holder.Url);
    }

    private LockHolder ReadHolder()
    {
        var content = new byte[LockHolder.MaxLength];
        var length = DiskDirectory.Guard(_path, "read", () => RandomAccess.Read(_handle, content, 0));
        return LockHolder.Read(content.AsMemory(0, length));
    }
}
