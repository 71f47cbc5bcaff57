using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// The files of a log as they are at one moment, for somebody who reads beside a writer: they stay open whatever becomes of their names, and a log ends where it ended
/// then, so that what is being written meanwhile is neither seen nor judged. Nothing can be written through it.
/// </summary>
internal sealed class FrozenDirectory : IDataDirectory
{
    private readonly IDataDirectory _directory;
    private readonly SortedDictionary<string, FrozenFile> _files = new(StringComparer.Ordinal);

    /// <exception cref="FileOperationException">A file cannot be read; or it lost its name just now.</exception>
    public FrozenDirectory(IDataDirectory directory)
    {
        _directory = directory;
        try
        {
            foreach (var name in directory.List().Where(LogFileNames.IsRead))
                _files.Add(name, new FrozenFile(directory.Open(name, writable: false)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path => _directory.Path;

    public IReadOnlyList<string> List() => [.. _files.Keys];

    public IDataFile Open(string name, bool writable) => writable ? throw Refusal() : _files[name].Shared();

    public LockState LookAtLock(string name) => _directory.LookAtLock(name);

    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    public void Ensure() => throw Refusal();

    public IDirectoryLock Lock(string name) => throw Refusal();

    public IDataFile Create(string name) => throw Refusal();

    public void Rename(string from, string to) => throw Refusal();

    public void Link(string from, string to) => throw Refusal();

    public void Delete(string name) => throw Refusal();

    public uint NextSalt() => throw Refusal();

    public void Sync() => throw Refusal();

    private static NotSupportedException Refusal() => new("these files are looked at, nothing here may write");

    private sealed class FrozenFile : IDataFile
    {
        private readonly IDataFile _file;
        private readonly bool _isOwner;

        public FrozenFile(IDataFile file)
        {
            (_file, _isOwner) = (file, true);
            Length = file.Length;
            // Line feeds are written ahead of a log, and become lines. One more than belongs to the last line stays: a log that was closed cleanly has none.
            if (OldFormat.HasHeader(file))
                Length = Math.Min(Length, FileBytes.UsedEnd(file, 0) + 1);
        }

        private FrozenFile(FrozenFile of) => (_file, Length) = (of._file, of.Length);

        public string Name => _file.Name;

        public long Length { get; }

        public DateTimeOffset WrittenAt => _file.WrittenAt;

        public int Read(Span<byte> to, long offset) => _file.Read(to[..(int)Math.Clamp(Length - offset, 0, to.Length)], offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => throw Refusal();

        public void Sync() => throw Refusal();

        public void Truncate(long length) => throw Refusal();

        public FrozenFile Shared() => new(this);

        public void Dispose()
        {
            if (_isOwner)
                _file.Dispose();
        }
    }
}
