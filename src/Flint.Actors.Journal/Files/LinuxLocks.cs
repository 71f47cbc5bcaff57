using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Flint.Actors.Journal.Files;

/// <summary>The kernel's own list of locks. It shows those of the processes that this one can see: a holder in another container it may not.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxLocks
{
    /// <summary>Whether somebody holds an exclusive <c>flock</c> on the file; false where the kernel does not tell.</summary>
    public static bool IsLocked(SafeFileHandle file)
    {
        var info = Lines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{file.DangerousGetHandle()}"));
        return Member(info, "ino:") is { } inode && Member(info, "mnt_id:") is { } mount && DeviceOf(mount) is { } device
            && Lines("/proc/locks").Any(line => IsExclusive(line, $"{device}:{inode}"));
    }

    // "ino:\t851972"; kernels before 5.14 do not say it. Not what stat says: some file systems number files otherwise there than in the list of locks.
    private static string? Member(IEnumerable<string> info, string name) => info.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();

    // "36 35 254:0 / /mnt rw,noatime shared:1 - ext4 /dev/root rw", of the mount 36; as the list of locks writes it: "fe:00".
    private static string? DeviceOf(string mount) =>
        Lines("/proc/self/mountinfo").Select(line => line.Split(' ')).FirstOrDefault(parts => parts[0] == mount) is [_, _, var device, ..] && device.Split(':') is [var major, var minor]
            ? $"{Hexadecimal(major)}:{Hexadecimal(minor)}"
            : null;

    private static string Hexadecimal(string number) => int.Parse(number, CultureInfo.InvariantCulture).ToString("x2", CultureInfo.InvariantCulture);

    // "1: FLOCK  ADVISORY  WRITE 2009 fe:00:851972 0 EOF"
    private static bool IsExclusive(string line, string file) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "FLOCK", _, "WRITE", _, var locked, ..] && locked == file;

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
