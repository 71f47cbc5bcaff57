using Flint.Actors.Journal.Files;

namespace Flint.Testing;

/// <summary>The directory of a <see cref="MemoryDisk"/>.</summary>
internal sealed class MemoryDirectory(MemoryDisk disk) : IDataDirectory
{
    private const int NoSuchFile = 2;
    private const int FileExists = 17;

    public string Path => "memory";

    public void Ensure()
    {
        // It is always there.
    }

    public IDirectoryLock Lock(string name) => disk.Lock();

    public LockState LookAtLock(string name) => disk.LookAtLock();

    public IReadOnlyList<string> List() => disk.Do<IReadOnlyList<string>>("list", ".", names => [.. names.Keys.Order(StringComparer.Ordinal)], changes: false);

    public IDataFile Open(string name, bool writable) => disk.Do<IDataFile>("open", name, names => names.TryGetValue(name, out var inode)
        ? new MemoryFile(disk, name, inode)
        : throw new FileOperationException(name, "open", NoSuchFile, "no such file"), changes: false);

    public IDataFile Create(string name)
    {
        var made = new MemoryInode();
        disk.Made(made);
        disk.ChangeNames(new NameChange("create", name, Made: made));
        return new MemoryFile(disk, name, made);
    }

    public void Rename(string from, string to) => disk.ChangeNames(new NameChange("rename", from, to));

    public void Link(string from, string to)
    {
        var names = disk.Names;
        if (!names.Contains(from) || names.Contains(to))
            throw new FileOperationException(from, $"link to {to}", names.Contains(to) ? FileExists : NoSuchFile, "refused");
        disk.ChangeNames(new NameChange("link", from, to));
    }

    public void Delete(string name) => disk.ChangeNames(new NameChange("delete", name));

    public uint NextSalt() => disk.NextSalt();

    public void Sync() => disk.SyncNames();

    public void Dispose()
    {
        // It holds nothing open.
    }
}
