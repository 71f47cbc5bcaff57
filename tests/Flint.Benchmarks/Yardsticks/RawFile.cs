using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>write(2) and fdatasync(2) with errno checked: .NET's own flush returns normally when it failed. Elsewhere than on Unix .NET's has to do.</summary>
internal sealed partial class RawFile(string path) : IAsyncDisposable
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
    private long _end;
    private long _prewritten;

    public void Empty()
    {
        RandomAccess.SetLength(_handle, 0);
        _end = 0;
    }

    /// <summary>Fills the file with so many bytes that are on the disk; appending starts before them, and again when it has come to their end.</summary>
    public void Prewrite(int length)
    {
        if ((_prewritten = length) == 0)
            return;
        var blank = new byte[length];
        Array.Fill(blank, (byte)'\n');
        Append(blank);
        Sync();
        _end = 0;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_prewritten > 0 && _end + bytes.Length > _prewritten)
            _end = 0;
        if (OperatingSystem.IsWindows())
            RandomAccess.Write(_handle, bytes, _end);
        else if (WriteAt(_handle, bytes, bytes.Length, (nint)_end) != bytes.Length)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _end += bytes.Length;
    }

    public void Sync()
    {
        if (OperatingSystem.IsWindows())
            RandomAccess.FlushToDisk(_handle);
        else if (DataSync(_handle) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public ValueTask DisposeAsync()
    {
        _handle.Dispose();
        return ValueTask.CompletedTask;
    }

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint WriteAt(SafeFileHandle file, ReadOnlySpan<byte> bytes, nint length, nint offset);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle file);
}
