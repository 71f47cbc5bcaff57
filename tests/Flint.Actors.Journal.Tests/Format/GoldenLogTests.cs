using System.Diagnostics;
using System.Text;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Actors.Journal.Tests.Format;

/// <summary>The format, byte for byte: a change of it shows here, and needs a new version.</summary>
public sealed class GoldenLogTests
{
    private static readonly long Noon = new DateTime(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public void Log_should_be_written_as_the_golden_file_says()
    {
        var disk = Write();

        Assert.Equal(Golden("golden.aof.1"), Encoding.UTF8.GetString(disk["flint.aof.1"]));
        Assert.Equal(Golden("golden.aof"), Encoding.UTF8.GetString(disk["flint.aof"]));
    }

    [Fact]
    public void Synced_mark_should_lag_in_batch_as_the_golden_file_says()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk, LogDriver.Batch, new FakeTimeProvider()))
        {
            Assert.Null(log.Write());
            Assert.Null(log.Write());
            LogDriver.Wait(log.Engine.FlushAsync());
            Assert.Null(log.Write());
            Assert.Null(log.Write());
        }

        Assert.Equal(Golden("golden.batch.aof"), Encoding.UTF8.GetString(disk["flint.aof"]));
    }

    [Fact]
    public void Lock_should_say_who_holds_it_and_where_it_serves()
    {
        using var directory = new TemporaryDirectory();
        using var log = LogEngine.Open(directory.Path, LogDriver.Always);
        var path = Path.Combine(directory.Path, "flint.lock");

        Assert.Equal($"{{\"pid\":{Environment.ProcessId}}}\n", Locked(path));
        log.Announce("http://127.0.0.1:7878");
        Assert.Equal($"{{\"pid\":{Environment.ProcessId},\"url\":\"http://127.0.0.1:7878\"}}\n", Locked(path));
    }

    [Theory]
    [InlineData("golden.aof")]
    // As earlier builds wrote it.
    [InlineData("golden.unsalted.aof")]
    public void Golden_file_should_be_read_as_what_was_written(string name)
    {
        var disk = Read(name);

        using var log = LogDriver.Open(disk);

        Assert.True(log.Engine.Opening.WasClean);
        Assert.Equal(Noon + 10_000_000, log.Engine.NewestTime);
        Assert.Equal([2L, 3], log.Numbers("flint/key/api:user-42"));
        Assert.Equal([1L], log.Numbers("\"é\\🔥\n"));
        Assert.Empty(log.Engine.Snapshots("flint/key/api:user-42"));
        Assert.Equal([(1L, Noon)], log.Engine.Snapshots("\"é\\🔥\n"));
    }

    [Theory]
    [InlineData("golden.aof")]
    [InlineData("golden.unsalted.aof")]
    public void Damage_in_front_of_a_golden_file_s_mark_should_be_refused(string name)
    {
        var disk = Read(name);
        var bytes = disk["flint.aof"];
        bytes[bytes.Length / 2] ^= 1;
        disk["flint.aof"] = bytes;

        Assert.Throws<CorruptStorageException>(() => LogDriver.Open(disk));
    }

    [Fact]
    public void Example_of_the_documentation_should_be_the_golden_file()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "storage-format.md"));

        Assert.Contains("```json\n" + Golden("golden.aof.1") + "```", page, StringComparison.Ordinal);
        Assert.Contains("```json\n" + Golden("golden.aof") + "```", page, StringComparison.Ordinal);
    }

    private static MemoryDisk Read(string name) => new()
    {
        ["flint.aof.1"] = Encoding.UTF8.GetBytes(Golden(name + ".1")),
        ["flint.aof"] = Encoding.UTF8.GetBytes(Golden(name)),
    };

    private static MemoryDisk Write()
    {
        var disk = new MemoryDisk();
        var log = LogDriver.Open(disk);
        const string key = "flint/key/api:user-42";
        const string foreign = "\"é\\🔥\n";
        log.Engine.Append(LogDriver.Event(key, 1, "{\"LIMIT_CONFIGURED\":{\"rate\":5}}", Noon) with { Writer = "", SerializerId = 1907, TypeManifest = "E" });
        log.Engine.Append(LogDriver.Event(key, 2, "{\"ALLOW\":{\"cost\":1}}", Noon + 10_000_000) with { Writer = "", SerializerId = 1907, TypeManifest = "E" });
        log.Commit();
        log.Engine.Append(LogDriver.Event(foreign, 1) with { Writer = "1f", TypeManifest = "T", Manifest = "adapted", Payload = new byte[] { 0, 1, 254, 255 }, PayloadIsJson = false });
        log.Engine.Append(Snapshot(key, 2, isJson: true));
        log.Engine.Append(Snapshot(foreign, 1, isJson: false));
        log.Commit();
        log.Rotate();
        log.Engine.Append(LogDriver.Event(key, 3, "{\"ALLOW\":{\"cost\":2}}", Noon) with { Writer = "", SerializerId = 1907, TypeManifest = "E" });
        log.Engine.Append(new LogRecord { Kind = RecordKind.EventsDeleted, PersistenceId = key, SequenceNr = 1 });
        log.Engine.Append(new LogRecord { Kind = RecordKind.SnapshotDeleted, PersistenceId = key, SequenceNr = 2, Time = Noon });
        log.Commit();
        log.Dispose();
        return disk;
    }

    private static LogRecord Snapshot(string pid, long number, bool isJson) => new()
    {
        Kind = RecordKind.Snapshot,
        PersistenceId = pid,
        SequenceNr = number,
        Time = Noon,
        SerializerId = 1907,
        TypeManifest = "S",
        Payload = isJson ? "{\"rate\":5}"u8.ToArray() : [255],
        PayloadIsJson = isJson,
    };

    // As .NET opens no file that is locked, a program reads it.
    private static string Locked(string path)
    {
        using var cat = Process.Start(new ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        return cat.StandardOutput.ReadToEnd();
    }

    private static string Golden(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Format", name));
}
