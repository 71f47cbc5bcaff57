using System.Buffers;
using Flint.Actors.Journal.Files;

namespace Flint.Testing;

/// <summary>An open file of a <see cref="MemoryDisk"/>.</summary>
internal sealed class MemoryFile(MemoryDisk disk, string name, MemoryInode inode) : IDataFile
{
    private readonly int _descriptor = disk.NextDescriptor();

    public string Name => name;

    public long Length => disk.Do("stat", name, _ => inode.Length, changes: false);

    public DateTimeOffset WrittenAt => DateTimeOffset.UnixEpoch;

    public int Read(Span<byte> to, long offset)
    {
        // A reader's window is large and the file mostly small.
        var length = (int)Math.Min(to.Length, Math.Max(0, inode.Length - offset));
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = disk.Do("read", name, _ => inode.Read(buffer.AsSpan(0, length), offset), changes: false, offset, to.Length);
            buffer.AsSpan(0, read).CopyTo(to);
            return read;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var room = RoomFor(bytes);
        var buffer = ArrayPool<byte>.Shared.Rent(room);
        try
        {
            bytes[..room].CopyTo(buffer);
            disk.Do("write", name, _ =>
            {
                inode.Write(buffer.AsSpan(0, room), offset);
                return true;
            }, offset: offset, bytes: bytes.Length, descriptor: _descriptor, onFault: fault => inode.Write(buffer.AsSpan(0, fault.Keeps(room)), offset));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        if (room < bytes.Length)
            throw new FileOperationException(name, "write", DiskFault.NoSpace, "no room to write ahead");
    }

    public void Sync()
    {
        var begun = disk.Locked(inode.BeginSync);
        if (disk.Hold is { } hold)
            hold.Pass(() => End(begun));
        else
            End(begun);
    }

    public void Truncate(long length) => disk.Do("truncate", name, _ =>
    {
        inode.Truncate(length);
        return true;
    }, offset: length, descriptor: _descriptor);

    private void End(SyncedInode begun) => disk.Do("sync", name, _ =>
    {
        inode.EndSync(begun);
        return true;
    }, descriptor: _descriptor, onFault: _ => inode.FailSync());

    private int RoomFor(ReadOnlySpan<byte> bytes) =>
        disk.RoomAhead is { } room && bytes.Length > 1 && bytes.IndexOfAnyExcept((byte)'\n') < 0 ? Math.Min(room, bytes.Length) : bytes.Length;

    public void Dispose()
    {
        // It is memory.
    }
}
