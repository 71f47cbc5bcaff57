using System.Text;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Format;

/// <summary>The snapshot, byte for byte: every kind of line that it can hold.</summary>
public sealed class GoldenSnapshotTests
{
    private const string Folded = "f/key/api:user-42";
    private const string Foreign = "\"é\\🔥\n";
    private const string Gone = "a/deleted";

    private static readonly long Noon = new DateTime(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public void Snapshot_should_be_written_as_the_golden_file_says()
    {
        var disk = Write();

        Assert.Equal(Golden("golden.snapshot"), Encoding.UTF8.GetString(disk["flint.snapshot"]));
        Assert.Equal(Golden("golden.snapshot.aof"), Encoding.UTF8.GetString(disk["flint.aof"]));
    }

    [Theory]
    [InlineData("golden.snapshot")]
    // Of an earlier build: its last group speaks of a sync, and the log behind it has no salt.
    [InlineData("golden.synced.snapshot")]
    public void Golden_snapshot_should_be_read_as_what_was_written(string name)
    {
        var disk = new MemoryDisk
        {
            ["flint.snapshot"] = Encoding.UTF8.GetBytes(Golden(name)),
            ["flint.aof"] = Encoding.UTF8.GetBytes(Golden(name + ".aof")),
        };

        using var log = LogDriver.Open(disk);

        Assert.True(log.Engine.Opening.WasClean);
        Assert.Equal(Noon + 10_000_000, log.Engine.NewestTime);
        Assert.Equal([1L, 2, 3], log.Numbers(Folded));
        Assert.Equal([1L], log.Numbers(Foreign));
        Assert.Equal([(1L, Noon)], log.Engine.Snapshots(Foreign));
        Assert.Equal((0, 7L), (log.Numbers(Gone).Count, log.Engine.HighestSequenceNr(Gone)));
        using var lines = log.Engine.View(Folded);
        Assert.Equal([1L, 2], CountingFold.Past(lines.History!.Value));
    }

    [Fact]
    public void Example_of_the_documentation_should_be_the_golden_snapshot()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "storage-format.md"));

        Assert.Contains("```json\n" + Golden("golden.snapshot") + "```", page, StringComparison.Ordinal);
    }

    private static MemoryDisk Write()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        log.Engine.Append(LogDriver.Event(Folded, 1, time: Noon));
        log.Engine.Append(LogDriver.Event(Foreign, 1, time: Noon + 10_000_000) with { Payload = new byte[] { 0, 1, 254, 255 }, PayloadIsJson = false });
        log.Engine.Append(new LogRecord
        {
            Kind = RecordKind.Snapshot,
            PersistenceId = Foreign,
            SequenceNr = 1,
            Time = Noon,
            SerializerId = 1907,
            TypeManifest = "S",
            Payload = "{\"rate\":5}"u8.ToArray(),
            PayloadIsJson = true,
        });
        log.Engine.Append(LogDriver.Event(Gone, 7));
        log.Engine.Append(new LogRecord { Kind = RecordKind.EventsDeleted, PersistenceId = Gone, SequenceNr = 7 });
        log.Commit();
        log.Engine.Append(LogDriver.Event(Folded, 2));
        log.Commit();
        Assert.Null(log.Compact());
        log.Engine.Append(LogDriver.Event(Folded, 3));
        log.Commit();
        return disk;
    }

    private static string Golden(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Format", name));
}
