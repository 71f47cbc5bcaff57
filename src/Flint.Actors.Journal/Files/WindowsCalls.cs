using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Flint.Actors.Journal.Files;

/// <summary>The Windows counterparts. Untested.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsCalls
{
    /// <summary>Makes the content durable, the drive's cache included.</summary>
    public static void SyncData(SafeFileHandle file, string path)
    {
        if (FlushFileBuffers(file) == 0)
            throw FileOperationException.FromLastError(path, "FlushFileBuffers");
    }

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int FlushFileBuffers(SafeFileHandle file);
}
