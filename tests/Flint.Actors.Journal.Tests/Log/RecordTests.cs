using System.Text;
using CsCheck;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class RecordTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Everything_of_a_record_should_come_back()
    {
        var json = LogDriver.Event(
            "emoji 🔥 \"quoted\" back\\slash \u0001 \u2028 tab\t",
            1,
            "{\"deep\":[1,2,{\"pid\":\"x\"}]}") with
        { Writer = "w\n1", Manifest = "m\"", TypeManifest = "T🔥" };
        var bytes = json with { SequenceNr = 2, Payload = new byte[] { 0, 255, 10, 13, 34 }, PayloadIsJson = false, Manifest = "", Writer = "", SerializerId = -3 };
        var empty = bytes with { SequenceNr = 3, Payload = default };
        for (var opening = 1; opening <= 2; opening++)
        {
            using var log = LogDriver.Open(_disk);
            if (opening == 1)
            {
                foreach (var record in new[] { json, bytes, empty })
                    log.Engine.Append(record);
                log.Commit();
            }

            var read = log.Engine.Read(json.PersistenceId, 1, 3).ToArray();

            Same(json, read[0]);
            Same(bytes, read[1]);
            Same(empty, read[2]);
        }
    }

    [Fact]
    public void Any_text_should_be_a_persistence_id_and_come_back() => Gen.String.Where(IsWhole).Array[1, 20].Sample(
        ids =>
        {
            var disk = new MemoryDisk();
            var distinct = ids.Distinct().ToArray();
            using (var log = LogDriver.Open(disk))
            {
                foreach (var id in distinct)
                    log.Append(id);
                log.Commit();
            }
            using var again = LogDriver.Open(disk);
            Assert.Equal(distinct.OrderBy(Encoding.UTF8.GetBytes, ByteOrder.Instance), again.Engine.PersistenceIds(""));
            Assert.All(distinct, id => Assert.Equal([1L], again.Numbers(id)));
        },
        iter: 200);

    [Fact]
    public void Lone_surrogate_should_be_refused_and_leave_nothing()
    {
        using var log = LogDriver.Open(_disk);

        Assert.Throws<ArgumentException>(() => log.Engine.Append(LogDriver.Event("half \ud83d", 1)));
        Assert.Throws<ArgumentException>(() => log.Engine.Append(LogDriver.Event("a", 1) with { Writer = "\udc00" }));
        Assert.Throws<ArgumentException>(() => log.Engine.Append(LogDriver.Event("a", 1, "{\n}")));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Engine.Append(LogDriver.Event("a", 1, time: -1)));

        Assert.False(log.Engine.HasOpenLines);
        Assert.False(log.Engine.Contains("a"));
        Assert.Null(log.Write());
        Assert.Equal([1L], log.Numbers());
    }

    [Fact]
    public void Read_should_keep_to_its_range_and_its_maximum()
    {
        using var log = LogDriver.Open(_disk);
        for (var i = 0; i < 600; i++)
        {
            log.Append();
            if (i % 3 == 0)
                log.Append("between", $"\"{new string('x', 3000)}\"");
            if (i % 50 == 0)
                log.Commit();
        }
        log.Commit();

        Assert.Equal(Enumerable.Range(10, 491).Select(n => (long)n), log.Engine.Read("a", 10, 500).Select(record => record.SequenceNr));
        Assert.Equal([10L, 11], log.Engine.Read("a", 10, 500, 2).Select(record => record.SequenceNr));
        Assert.Equal(600, log.Engine.Read("a", 0, long.MaxValue).Count());
        Assert.Empty(log.Engine.Read("a", 601, 700));
        Assert.Empty(log.Engine.Read("a", 5, 4));
        Assert.Empty(log.Engine.Read("a", 1, 5, 0));
        Assert.Empty(log.Engine.Read("unknown", 1, 5));
    }

    [Fact]
    public void Deleted_events_should_be_gone_and_the_highest_number_stay()
    {
        using (var log = LogDriver.Open(_disk))
        {
            for (var i = 0; i < 5; i++)
                log.Append();
            log.Engine.Append(new LogRecord { Kind = RecordKind.EventsDeleted, PersistenceId = "a", SequenceNr = 3 });
            log.Commit();
            Assert.Equal([4L, 5], log.Numbers());
            log.Engine.Append(new LogRecord { Kind = RecordKind.EventsDeleted, PersistenceId = "a", SequenceNr = long.MaxValue });
            log.Commit();
            Assert.Empty(log.Numbers());
        }

        using var again = LogDriver.Open(_disk);
        Assert.Empty(again.Numbers());
        Assert.Equal(5, again.Engine.HighestSequenceNr("a"));
        Assert.True(again.Engine.Contains("a"));
        again.Write();
        Assert.Equal([6L], again.Numbers());
    }

    [Fact]
    public void Snapshots_should_be_found_by_their_bounds_replaced_and_deleted()
    {
        using (var log = LogDriver.Open(_disk))
        {
            foreach (var (number, time) in new[] { (10L, 100L), (20L, 200L), (30L, 300L) })
                log.Engine.Append(Snapshot(number, time, $"{{\"at\":{number}}}"));
            Assert.Null(log.Engine.FindSnapshot("a", 0, long.MaxValue, 0, long.MaxValue));
            Assert.Equal(3, log.Engine.Snapshots("a").Count);
            log.Commit();
            log.Engine.Append(Snapshot(20, 250, "{\"at\":\"again\"}"));
            log.Engine.Append(new LogRecord { Kind = RecordKind.SnapshotDeleted, PersistenceId = "a", SequenceNr = 30, Time = 300 });
            log.Commit();
            Check(log);
        }

        using var again = LogDriver.Open(_disk);
        Check(again);
        Assert.Equal(0, again.Engine.HighestSequenceNr("a"));

        static void Check(LogDriver log)
        {
            Assert.Equal([(10L, 100L), (20L, 250L)], log.Engine.Snapshots("a"));
            var found = log.Engine.FindSnapshot("a", 0, long.MaxValue, 0, long.MaxValue)!.Value;
            Assert.Equal((20L, 250L, RecordKind.Snapshot), (found.SequenceNr, found.Time, found.Kind));
            Assert.Equal("{\"at\":\"again\"}", Encoding.UTF8.GetString(found.Payload.Span));
            Assert.Equal(10, log.Engine.FindSnapshot("a", 0, 19, 0, long.MaxValue)!.Value.SequenceNr);
            Assert.Equal(10, log.Engine.FindSnapshot("a", 0, long.MaxValue, 0, 249)!.Value.SequenceNr);
            Assert.Null(log.Engine.FindSnapshot("a", 21, long.MaxValue, 0, long.MaxValue));
            Assert.Null(log.Engine.FindSnapshot("b", 0, long.MaxValue, 0, long.MaxValue));
        }
    }

    [Fact]
    public void Persistence_ids_should_come_in_the_order_of_their_bytes()
    {
        using var log = LogDriver.Open(_disk);
        foreach (var id in new[] { "k/\ufffd", "k/🔥", "k/a", "k/ab", "other", "k/é" })
            log.Append(id);

        Assert.Equal(["k/a", "k/ab", "k/é", "k/\ufffd", "k/🔥"], log.Engine.PersistenceIds("k/"));
    }

    [Fact]
    public void Line_that_was_changed_on_the_disk_should_not_be_read()
    {
        using var log = LogDriver.Open(_disk);
        log.Write();
        log.Write();
        var text = Encoding.UTF8.GetString(_disk["flint.aof"]);
        var offset = text.LastIndexOf("\"seq\":2", StringComparison.Ordinal);
        _disk.Overwrite("flint.aof", offset, "\"seq\":3"u8);

        var refused = Assert.Throws<CorruptStorageException>(() => log.Numbers());

        Assert.Equal("flint.aof", refused.File);
        Assert.Equal(4, refused.Line);
    }

    private static LogRecord Snapshot(long number, long time, string json) => new()
    {
        Kind = RecordKind.Snapshot,
        PersistenceId = "a",
        SequenceNr = number,
        Time = time,
        SerializerId = 1,
        TypeManifest = "S",
        Payload = Encoding.UTF8.GetBytes(json),
        PayloadIsJson = true,
    };

    private static void Same(LogRecord expected, LogRecord actual)
    {
        Assert.Equal(Encoding.Latin1.GetString(expected.Payload.Span), Encoding.Latin1.GetString(actual.Payload.Span));
        Assert.Equal(expected with { Payload = default, Count = 0 }, actual with { Payload = default });
    }

    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }
        return true;
    }
}
