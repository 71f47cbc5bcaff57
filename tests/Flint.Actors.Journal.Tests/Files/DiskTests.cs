using System.Runtime.Versioning;
using System.Text.Json;
using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Files;

[UnsupportedOSPlatform("windows")]
public sealed class DiskTests : IDisposable
{
    private const int InvalidArgument = 22;
    private const int FileTooBig = 27;
    private const int NoSpace = 28;
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Sync_that_fails_should_throw_with_the_error_number()
    {
        // The kernel refuses to sync a device; .NET's own flush returns normally then.
        using var device = new DiskFile("/dev", "null", FileMode.Open, writable: true);

        var failure = Assert.Throws<FileOperationException>(device.Sync);

        Assert.Equal(InvalidArgument, failure.Error);
        Assert.Contains("/dev/null: fdatasync failed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flush_of_dotnet_should_still_be_what_we_must_not_use()
    {
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);

        // The day this throws, the system calls by hand may be thought over.
        RandomAccess.FlushToDisk(device);
    }

    [Fact]
    public void Write_without_room_should_throw_with_the_error_number()
    {
        using var device = new DiskFile("/dev", "full", FileMode.Open, writable: true);

        var failure = Assert.Throws<FileOperationException>(() => device.Write("x"u8, 0));

        Assert.Equal(NoSpace, failure.Error);
        Assert.True(failure.IsShortOfSpace);
    }

    [Fact]
    public void Write_beyond_what_the_file_system_takes_should_count_as_lack_of_room()
    {
        // What .NET makes of EFBIG, alone among the errors.
        var failure = Assert.Throws<FileOperationException>(() => DiskDirectory.Guard<int>("flint.aof", "write", () => throw new ArgumentOutOfRangeException("value")));

        Assert.Equal(FileTooBig, failure.Error);
        Assert.True(failure.IsShortOfSpace);
    }

    [Fact]
    public void File_that_is_made_should_be_a_new_one_whatever_stood_under_its_name()
    {
        Directory.CreateDirectory(_directory.Path);
        var kept = Path.Combine(_directory.Path, "kept");
        File.WriteAllText(kept, "somebody's");
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "flint.aof.next"), kept);

        new DiskDirectory(_directory.Path).Create("flint.aof.next").Dispose();

        Assert.Equal("somebody's", File.ReadAllText(kept));
        var made = new FileInfo(Path.Combine(_directory.Path, "flint.aof.next"));
        Assert.Null(made.LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, made.UnixFileMode);
    }

    [Fact]
    public void Directory_and_files_that_are_made_should_be_the_owners_alone()
    {
        using (var log = new LogDriver(LogEngine.Open(_directory.Path, LogDriver.Always)))
        {
            log.Write("f");
            Assert.Null(log.Compact());
            Assert.Null(log.Rotate());
        }
        using (var torn = new FileStream(Path.Combine(_directory.Path, "flint.aof"), FileMode.Append))
            torn.Write("torn"u8);
        using (var log = LogEngine.Open(_directory.Path, LogDriver.Always))
            Assert.NotNull(log.Opening.Torn);
        Assert.Equal(
            ["flint.aof", "flint.aof.2", "flint.aof.3", "flint.aof.torn-3", "flint.lock", "flint.snapshot"],
            Directory.GetFiles(_directory.Path).Select(file => Path.GetFileName(file)).Order());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory.Path));
        Assert.All(Directory.GetFiles(_directory.Path), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void Every_new_file_should_have_a_salt_of_its_own()
    {
        using (var log = new LogDriver(LogEngine.Open(_directory.Path, LogDriver.Always)))
        {
            for (var i = 0; i < 8; i++)
            {
                Assert.Null(log.Write());
                Assert.Null(log.Rotate());
            }
        }

        var salts = Directory.GetFiles(_directory.Path, "flint.aof*").Select(file => JsonDocument.Parse(File.ReadLines(file).First()).RootElement.GetProperty("salt").GetString());

        Assert.Equal(9, salts.Distinct().Count());
    }

    [Fact]
    public void Directory_that_is_there_should_keep_its_mode()
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        Directory.CreateDirectory(_directory.Path, mode);

        LogEngine.Open(_directory.Path, LogDriver.Always).Dispose();

        Assert.Equal(mode, File.GetUnixFileMode(_directory.Path));
    }

    [Fact]
    public void Log_on_the_disk_should_come_back_after_close_rotation_and_kill()
    {
        using (var log = new LogDriver(LogEngine.Open(_directory.Path, LogDriver.Always)))
        {
            for (var i = 0; i < 100; i++)
                Assert.Null(log.Write());
            Assert.Null(log.Rotate());
            Assert.Null(log.Write());
            // What a process that is killed leaves.
            Directory.CreateDirectory(_directory.Path + "-killed");
            foreach (var file in Directory.GetFiles(_directory.Path, "flint.aof*"))
                File.Copy(file, Path.Combine(_directory.Path + "-killed", Path.GetFileName(file)));
        }

        using (var log = new LogDriver(LogEngine.Open(_directory.Path, LogDriver.Batch)))
        {
            Assert.True(log.Engine.Opening.WasClean);
            Assert.Equal(101, log.Numbers().Count);
        }

        using var killed = new LogDriver(LogEngine.Open(_directory.Path + "-killed", LogDriver.Always));
        Assert.False(killed.Engine.Opening.WasClean);
        Assert.Equal(101, killed.Numbers().Count);
        Assert.Equal(3, killed.Engine.Opening.Generations);
    }

    public void Dispose() => _directory.Dispose();
}
