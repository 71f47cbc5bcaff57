using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Tests.Support;

/// <summary>A directory that tells of what a reader has done, so that something can happen just then: after a list, after a read.</summary>
internal sealed class WatchedDirectory(IDataDirectory inner, Action<string, string> after) : IDataDirectory
{
    public string Path => inner.Path;

    public LockState LookAtLock(string name) => inner.LookAtLock(name);

    public IReadOnlyList<string> List()
    {
        var names = inner.List();
        after("list", ".");
        return names;
    }

    public IDataFile Open(string name, bool writable) => new WatchedFile(inner.Open(name, writable), after);

    public void Dispose() => inner.Dispose();

    public void Ensure() => throw new NotSupportedException();

    public IDirectoryLock Lock(string name) => throw new NotSupportedException();

    public IDataFile Create(string name) => throw new NotSupportedException();

    public void Rename(string from, string to) => throw new NotSupportedException();

    public void Link(string from, string to) => throw new NotSupportedException();

    public void Delete(string name) => throw new NotSupportedException();

    public uint NextSalt() => throw new NotSupportedException();

    public void Sync() => throw new NotSupportedException();

    private sealed class WatchedFile(IDataFile inner, Action<string, string> after) : IDataFile
    {
        public string Name => inner.Name;

        public long Length => inner.Length;

        public DateTimeOffset WrittenAt => inner.WrittenAt;

        public int Read(Span<byte> to, long offset)
        {
            var read = inner.Read(to, offset);
            after("read", inner.Name);
            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => throw new NotSupportedException();

        public void Sync() => throw new NotSupportedException();

        public void Truncate(long length) => throw new NotSupportedException();

        public void Dispose() => inner.Dispose();
    }
}
