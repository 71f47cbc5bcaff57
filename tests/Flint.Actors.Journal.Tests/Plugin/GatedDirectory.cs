using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>A directory whose files call back before each sync.</summary>
internal sealed class GatedDirectory(IDataDirectory inner, Action onSync) : IDataDirectory
{
    public string Path => inner.Path;

    public void Ensure() => inner.Ensure();

    public IDirectoryLock Lock(string name) => inner.Lock(name);

    public LockState LookAtLock(string name) => inner.LookAtLock(name);

    public IReadOnlyList<string> List() => inner.List();

    public IDataFile Open(string name, bool writable) => new GatedFile(inner.Open(name, writable), onSync);

    public IDataFile Create(string name) => new GatedFile(inner.Create(name), onSync);

    public void Rename(string from, string to) => inner.Rename(from, to);

    public void Link(string from, string to) => inner.Link(from, to);

    public void Delete(string name) => inner.Delete(name);

    public uint NextSalt() => inner.NextSalt();

    public void Sync() => inner.Sync();

    public void Dispose() => inner.Dispose();

    private sealed class GatedFile(IDataFile inner, Action onSync) : IDataFile
    {
        public string Name => inner.Name;

        public long Length => inner.Length;

        public DateTimeOffset WrittenAt => inner.WrittenAt;

        public int Read(Span<byte> to, long offset) => inner.Read(to, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => inner.Write(bytes, offset);

        public void Sync()
        {
            onSync();
            inner.Sync();
        }

        public void Truncate(long length) => inner.Truncate(length);

        public void Dispose() => inner.Dispose();
    }
}
