using System.Diagnostics;
using System.Globalization;

namespace Flint.Campaigns.Support;

/// <summary>A small file system in memory (tmpfs), mounted by root and gone afterwards.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly DirectoryInfo _mount;

    private SmallDisk(DirectoryInfo mount)
    {
        _mount = mount;
        Data = new DataDirectory(mount.CreateSubdirectory("flint"));
    }

    /// <summary>The data directory on it.</summary>
    public DataDirectory Data { get; }

    private string Filler => Path.Combine(_mount.FullName, "filler");

    /// <summary>Mounts one of that size.</summary>
    public static async Task<SmallDisk> MountAsync(int kilobytes)
    {
        var mount = Directory.CreateTempSubdirectory("flint-small-");
        await RunAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k,mode=0700"), "flint", mount.FullName);
        return new SmallDisk(mount);
    }

    /// <summary>Fills what is left, to the last page, with a file of somebody else's; how much that was.</summary>
    public long Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[Environment.SystemPageSize];
        try
        {
            for (; ; )
                filler.Write(page);
        }
        catch (IOException)
        {
            return filler.Length;
        }
    }

    /// <summary>Gives back what <see cref="Fill"/> has taken.</summary>
    public void Free() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", _mount.FullName);
        _mount.Delete();
    }

    private static async Task RunAsync(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {process.ExitCode}: {errors}");
    }
}
