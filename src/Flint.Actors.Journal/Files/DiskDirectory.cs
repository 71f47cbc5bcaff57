using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Flint.Actors.Journal.Files;

/// <summary>A directory of the disk.</summary>
internal sealed class DiskDirectory(string path) : IDataDirectory
{
    private const int CopiedAtOnce = 64 * 1024;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public void Ensure()
    {
        var missing = new Stack<string>();
        for (var at = Path; at is not null && !Directory.Exists(at); at = System.IO.Path.GetDirectoryName(at))
            missing.Push(at);
        foreach (var directory in missing)
        {
            Guard(directory, "mkdir", () => OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(directory)
                : Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            SyncNames(System.IO.Path.GetDirectoryName(directory)!);
        }
    }

    public IDirectoryLock Lock(string name) => OperatingSystem.IsWindows() ? new WindowsDirectoryLock(Path, name) : new UnixDirectoryLock(Path, name);

    public LockState LookAtLock(string name) => OperatingSystem.IsWindows()
        ? new LockState(WindowsDirectoryLock.ReadHolder(System.IO.Path.Combine(Path, name)), IsHeld: false)
        : UnixDirectoryLock.LookAt(System.IO.Path.Combine(Path, name));

    public IReadOnlyList<string> List() =>
        Guard(Path, "list", () => Directory.GetFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal).ToArray());

    public IDataFile Open(string name, bool writable) => new DiskFile(Path, name, FileMode.Open, writable);

    public IDataFile Create(string name)
    {
        // To cut one that is there would keep its mode, and cut what a link under this name leads to.
        Delete(name);
        return new DiskFile(Path, name, FileMode.CreateNew, writable: true);
    }

    public void Rename(string from, string to) => Guard(System.IO.Path.Combine(Path, from), $"rename to {to}", () =>
    {
        File.Move(System.IO.Path.Combine(Path, from), System.IO.Path.Combine(Path, to), overwrite: true);
        return to;
    });

    public void Link(string from, string to)
    {
        var (file, link) = (System.IO.Path.Combine(Path, from), System.IO.Path.Combine(Path, to));
        if (OperatingSystem.IsWindows() || !UnixCalls.TryLink(file, link))
            Copy(from, to);
    }

    public void Delete(string name) => Guard(System.IO.Path.Combine(Path, name), "delete", () =>
    {
        File.Delete(System.IO.Path.Combine(Path, name));
        return name;
    });

    public uint NextSalt()
    {
        uint salt;
        do
            salt = MemoryMarshal.Read<uint>(RandomNumberGenerator.GetBytes(sizeof(uint)));
        while (salt == 0);
        return salt;
    }

    public void Sync() => SyncNames(Path);

    public void Dispose()
    {
        // It holds nothing open.
    }

    /// <summary>Whether the exception says that the system refused. Out of range is how .NET says that the file would be too big.</summary>
    internal static bool IsRefusal(Exception e) => e is (IOException or UnauthorizedAccessException or ArgumentOutOfRangeException) and not FileOperationException;

    internal static T Guard<T>(string path, string operation, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw FileOperationException.From(path, operation, e);
        }
    }

    private void Copy(string from, string to)
    {
        var chunk = new byte[CopiedAtOnce];
        using var source = Open(from, writable: false);
        using var copy = new DiskFile(Path, to, FileMode.CreateNew, writable: true);
        long copied = 0;
        for (int read; (read = source.Read(chunk, copied)) > 0; copied += read)
            copy.Write(chunk.AsSpan(0, read), copied);
        copy.Sync();
    }

    private static void SyncNames(string directory)
    {
        // Windows journals names by itself and has no call for it.
        if (OperatingSystem.IsWindows())
            return;
        using var handle = UnixCalls.OpenDirectory(directory);
        UnixCalls.SyncAll(handle, directory);
    }
}
