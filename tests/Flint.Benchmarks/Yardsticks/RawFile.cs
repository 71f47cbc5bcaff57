using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Flint.Benchmarks.Yardsticks;

/// <summary>write(2) and fdatasync(2) with errno checked: .NET's own flush returns normally when it failed. Elsewhere than on Unix .NET's has to do.</summary>
internal sealed partial class RawFile(string path) : IDisposable
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
    private long _end;

    public void Empty()
    {
        RandomAccess.SetLength(_handle, 0);
        _end = 0;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
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

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint WriteAt(SafeFileHandle file, ReadOnlySpan<byte> bytes, nint length, nint offset);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle file);
}
