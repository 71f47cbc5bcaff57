using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace Flint.Actors.Journal.Tests.Files;

public sealed class DirectoryLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Second_opener_in_the_same_process_should_be_told_who_holds_the_directory()
    {
        using var first = LogEngine.Open(_directory.Path, LogDriver.Always);

        var locked = Assert.Throws<DataDirectoryLockedException>(() => LogEngine.Open(_directory.Path, LogDriver.Always));
        Assert.Equal((_directory.Path, Environment.ProcessId, null), (locked.Directory, locked.ProcessId, locked.ServerUrl));
        Assert.StartsWith($"data directory is already locked: {_directory.Path}", locked.Message, StringComparison.Ordinal);

        first.Announce("http://127.0.0.1:7878");
        Assert.Equal("http://127.0.0.1:7878", Assert.Throws<DataDirectoryLockedException>(() => LogEngine.Open(_directory.Path, LogDriver.Always)).ServerUrl);
    }

    [Fact]
    public void Other_process_should_not_get_the_lock_until_the_log_is_closed()
    {
        using (LogEngine.Open(_directory.Path, LogDriver.Always))
            Assert.Equal(1, Flock("--nonblock", LockFile, "true"));

        Assert.Equal(0, Flock("--nonblock", LockFile, "true"));
        Assert.True(File.Exists(LockFile));
    }

    [Fact]
    public void Lock_of_another_process_should_keep_the_log_closed()
    {
        Directory.CreateDirectory(_directory.Path);
        File.WriteAllText(LockFile, "{\"pid\":4711,\"url\":\"http://[::1]:1\"}\n");
        // It says that it holds the lock, then holds it until its input ends.
        using var holder = Start("--exclusive", LockFile, "sh", "-c", "echo held; cat");
        Assert.Equal("held", holder.StandardOutput.ReadLine());

        var locked = Assert.Throws<DataDirectoryLockedException>(() => LogEngine.Open(_directory.Path, LogDriver.Always));

        Assert.Equal((4711, "http://[::1]:1"), (locked.ProcessId, locked.ServerUrl));
        holder.StandardInput.Close();
        holder.WaitForExit();
        using var log = LogEngine.Open(_directory.Path, LogDriver.Always);
        Assert.Contains($"\"pid\":{Environment.ProcessId}", ReadLock(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lock_should_be_seen_without_being_taken()
    {
        using var directory = new DiskDirectory(_directory.Path);
        directory.Ensure();
        Assert.Equal(default, directory.LookAtLock("flint.lock"));
        Assert.Empty(directory.List());

        using (var log = LogEngine.Open(_directory.Path, LogDriver.Always))
        {
            log.Announce("http://[::1]:1");
            Assert.Equal(new LockState(new LockHolder(Environment.ProcessId, "http://[::1]:1"), IsHeld: true), directory.LookAtLock("flint.lock"));
        }
        Assert.Equal((true, false), (directory.LookAtLock("flint.lock").WasHeldBefore, directory.LookAtLock("flint.lock").IsHeld));

        using var holder = Start("--exclusive", LockFile, "sh", "-c", "echo held; cat");
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Assert.True(directory.LookAtLock("flint.lock").IsHeld);
        holder.StandardInput.Close();
        holder.WaitForExit();
        Assert.False(directory.LookAtLock("flint.lock").IsHeld);
    }

    [Fact]
    public void Closed_log_should_open_again_while_a_process_in_the_making_still_shares_the_descriptor()
    {
        var first = LogEngine.Open(_directory.Path, LogDriver.Always);

        // Null for one that another test has closed since they were listed.
        var held = int.Parse(Path.GetFileName(Directory.GetFiles("/proc/self/fd").Single(fd => new FileInfo(fd).LinkTarget == LockFile)), CultureInfo.InvariantCulture);
        using var shared = new SafeFileHandle(Duplicate(held), ownsHandle: true); // as between fork and exec
        first.Dispose();

        using var again = LogEngine.Open(_directory.Path, LogDriver.Always);
    }

    [Fact]
    public void Failed_opening_should_let_go_of_the_lock()
    {
        Directory.CreateDirectory(_directory.Path);
        File.WriteAllText(Path.Combine(_directory.Path, "flint.aof"), "nonsense\n");
        Assert.Throws<CorruptStorageException>(() => LogEngine.Open(_directory.Path, LogDriver.Always));

        Assert.Equal(0, Flock("--nonblock", LockFile, "true"));
    }

    public void Dispose() => _directory.Dispose();

    private string LockFile => Path.Combine(_directory.Path, "flint.lock");

    // As .NET opens no file that is locked, a program reads it.
    private string ReadLock()
    {
        using var cat = Process.Start(new ProcessStartInfo("cat", [LockFile]) { RedirectStandardOutput = true })!;
        return cat.StandardOutput.ReadToEnd();
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("flock", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(int descriptor);

    private static int Flock(params string[] arguments)
    {
        using var flock = Start(arguments);
        flock.WaitForExit();
        return flock.ExitCode;
    }
}
