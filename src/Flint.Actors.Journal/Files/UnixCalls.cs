using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Flint.Actors.Journal.Files;

/// <summary>
/// The system calls that .NET has no honest counterpart for: its own flush returns normally when fsync fails, it cannot open a directory, and it opens no locked file.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixCalls
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int LockRelease = 8;
    private const int MacFullSync = 51;
    private const int NoSuchFile = 2;
    private const int NotPermitted = 1;
    private const int OtherDevice = 18;
    private const int TooManyLinks = 31;

    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
    private static readonly int Directory = OperatingSystem.IsMacOS() ? 0x100000
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le ? 0x4000
        : 0x10000;
    private static readonly int NotSupported = OperatingSystem.IsMacOS() ? 45 : 95;
    private static readonly int NotImplemented = OperatingSystem.IsMacOS() ? 78 : 38;
    private static readonly int WouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Opens a directory for <see cref="SyncAll"/>.</summary>
    public static SafeFileHandle OpenDirectory(string path) => Checked(Open(path, ReadOnly | Directory | CloseOnExec), path, "open");

    /// <summary>Opens a file that is there, whoever has locked it; null if there is none.</summary>
    public static SafeFileHandle? OpenFile(string path, bool writable = true)
    {
        var handle = Open(path, (writable ? ReadWrite : ReadOnly) | CloseOnExec);
        if (!handle.IsInvalid || Marshal.GetLastPInvokeError() != NoSuchFile)
            return Checked(handle, path, "open");
        handle.Dispose();
        return null;
    }

    /// <summary>Makes the content durable. Never called again after it threw, whatever the error: an interrupted sync may have dropped the pages it could not write.</summary>
    public static void SyncData(SafeFileHandle file, string path)
    {
        // macOS: fsync leaves the data in the drive's cache. Untested here.
        var (result, name) = OperatingSystem.IsMacOS() ? (FileControl(file, MacFullSync), "fcntl(F_FULLFSYNC)") : (FileDataSync(file), "fdatasync");
        if (result != 0)
            throw FileOperationException.FromLastError(path, name);
    }

    /// <summary>Makes a directory's names durable.</summary>
    public static void SyncAll(SafeFileHandle directory, string path)
    {
        if (FileSync(directory) != 0)
            throw FileOperationException.FromLastError(path, "fsync");
    }

    /// <summary>Locks the open file for this descriptor alone; false if another descriptor has it, of this process or another.</summary>
    public static bool TryLock(SafeFileHandle file, string path)
    {
        if (FileLock(file, LockExclusive | LockNonBlocking) == 0)
            return true;
        return Marshal.GetLastPInvokeError() == WouldBlock ? false : throw FileOperationException.FromLastError(path, "flock");
    }

    /// <summary>Lets go of the lock, whoever else has the descriptor: a process that is being started has all of them until it runs its own program.</summary>
    public static void Unlock(SafeFileHandle file) => _ = FileLock(file, LockRelease); // where it fails, closing does it

    /// <summary>Gives a file a second name; false where this file system, or this file, takes none, and a copy would do.</summary>
    public static bool TryLink(string path, string link)
    {
        if (HardLink(path, link) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error is NotPermitted or OtherDevice or TooManyLinks || error == NotSupported || error == NotImplemented
            ? false
            : throw FileOperationException.FromLastError(path, $"link to {link}");
    }

    private static SafeFileHandle Checked(SafeFileHandle handle, string path, string operation)
    {
        if (!handle.IsInvalid)
            return handle;
        var failure = FileOperationException.FromLastError(path, operation);
        handle.Dispose();
        throw failure;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FileDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(SafeFileHandle file, int command);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string path, string link);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FileLock(SafeFileHandle file, int operation);
}
