using Microsoft.Win32.SafeHandles;

namespace Flint.Actors.Journal.Files;

/// <summary>A file of the disk.</summary>
internal sealed class DiskFile : IDataFile
{
    private readonly FileStream _stream;
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    public DiskFile(string directory, string name, FileMode mode, bool writable)
    {
        Name = name;
        _path = Path.Combine(directory, name);
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = writable ? FileAccess.ReadWrite : FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _stream = DiskDirectory.Guard(_path, "open", () => new FileStream(_path, options));
        _handle = _stream.SafeFileHandle;
    }

    public string Name { get; }

    public long Length => DiskDirectory.Guard(_path, "stat", () => RandomAccess.GetLength(_handle));

    public DateTimeOffset WrittenAt => DiskDirectory.Guard(_path, "stat", () => new DateTimeOffset(File.GetLastWriteTimeUtc(_handle)));

    public int Read(Span<byte> to, long offset)
    {
        try
        {
            var read = 0;
            while (read < to.Length && RandomAccess.Read(_handle, to[read..], offset + read) is > 0 and var more)
                read += more;
            return read;
        }
        catch (Exception e) when (DiskDirectory.IsRefusal(e))
        {
            throw FileOperationException.From(_path, "read", e);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, offset);
        }
        catch (Exception e) when (DiskDirectory.IsRefusal(e))
        {
            throw FileOperationException.From(_path, "write", e);
        }
    }

    public void Sync()
    {
        if (OperatingSystem.IsWindows())
            WindowsCalls.SyncData(_handle, _path);
        else
            UnixCalls.SyncData(_handle, _path);
    }

    public void Truncate(long length) => DiskDirectory.Guard(_path, "truncate", () =>
    {
        RandomAccess.SetLength(_handle, length);
        return length;
    });

    public void Dispose() => _stream.Dispose();
}
