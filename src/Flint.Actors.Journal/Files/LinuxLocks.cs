using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Flint.Actors.Journal.Files;

/// <summary>The kernel's own list of locks. It shows those of the processes that this one can see: a holder in another container it may not.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxLocks
{
    private const string Locks = "/proc/locks";

    /// <summary>Whether somebody holds an exclusive <c>flock</c> on the file; false where the kernel does not tell.</summary>
    public static bool IsLocked(SafeFileHandle file)
    {
        var info = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{file.DangerousGetHandle()}");
        return InodeOf(Lines(info)) is { } inode && Lines(Locks).Any(line => IsExclusive(line, inode));
    }

    // "ino:\t851972"; kernels before 5.14 do not say it.
    private static string? InodeOf(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith("ino:", StringComparison.Ordinal))?["ino:".Length..].Trim();

    // "1: FLOCK  ADVISORY  WRITE 2009 fe:00:851972 0 EOF"; the device is not compared: some file systems have one for locks and another for files.
    private static bool IsExclusive(string line, string inode) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "FLOCK", _, "WRITE", _, var place, ..] && place.Split(':') is [_, _, var locked] && locked == inode;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (DiskDirectory.IsRefusal(e))
        {
            return [];
        }
    }
}
