using System.Text;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class CompactionTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Compaction_should_leave_one_snapshot_and_the_generation_that_is_written()
    {
        using var log = LogDriver.Open(_disk);
        Writes(log, 5, "a");
        Writes(log, 5, "f");

        Assert.Null(log.Compact());

        Assert.Equal(["flint.aof", "flint.snapshot"], _disk.Names);
        Assert.Equal([1L, 2, 3, 4, 5], log.Numbers("a"));
        Assert.Equal([1L, 2, 3, 4, 5], log.Numbers("f"));
        Assert.Equal(_disk["flint.snapshot"].Length, log.Engine.SnapshotBytes);
        Assert.Equal(_disk.Used("flint.aof").Length, log.Engine.UsedBytes);
    }

    [Fact]
    public void Everything_should_read_the_same_before_a_compaction_after_it_and_after_a_restart()
    {
        var log = LogDriver.Open(_disk);
        Writes(log, 5, "a");
        Writes(log, 3, "deleted");
        Writes(log, 7, "f");
        log.Engine.Append(Snapshot("a", 3, "{\"s\":3}"));
        log.Engine.Append(Snapshot("a", 4, "{\"s\":4}"));
        log.Engine.Append(Deletion("a", 2));
        log.Engine.Append(Deletion("deleted", 3));
        log.Commit();
        var before = Read(log);

        Assert.Null(log.Compact());
        Assert.Equal(before, Read(log));
        Writes(log, 2, "f");
        Assert.Null(log.Compact());
        Assert.Null(log.Compact());
        var after = Read(log);
        log.Dispose();

        using var again = LogDriver.Open(_disk);
        Assert.Equal(after, Read(again));
        Assert.Equal([7L, 8, 9], CountingFold.Past(again.Engine.View("f").History!.Value));
        Assert.Equal(3, again.Engine.HighestSequenceNr("deleted"));
        Assert.True(again.Engine.Opening.WasClean);
    }

    [Fact]
    public void Forgotten_persistence_id_should_vanish_together_with_its_numbers()
    {
        using (var log = LogDriver.Open(_disk))
        {
            Writes(log, 2, "forgotten");
            Assert.Null(log.Compact());
            Assert.False(log.Engine.Contains("forgotten"));
        }

        using var again = LogDriver.Open(_disk);
        Assert.Equal(0, again.Engine.HighestSequenceNr("forgotten"));
    }

    [Fact]
    public void Read_that_begins_among_folded_events_should_bring_the_state_first()
    {
        using var log = LogDriver.Open(_disk);
        Writes(log, 4, "f");
        log.Compact();
        Writes(log, 2, "f");

        Assert.Equal([4L, 5, 6], log.Engine.Read("f", 2, 6).Select(line => line.SequenceNr));
        Assert.Equal([4L], log.Engine.Read("f", 2, 6, max: 1).Select(line => line.SequenceNr));
        Assert.Equal([5L, 6], log.Engine.Read("f", 5, 6).Select(line => line.SequenceNr));
        Assert.Throws<StorageFailedException>(() => log.Engine.Read("f", 2, 3).ToArray());
        Assert.Equal(4, log.Engine.FindSnapshot("f", 0, long.MaxValue, 0, long.MaxValue)!.Value.SequenceNr);
    }

    [Fact]
    public void Reader_should_keep_what_it_began_to_read_until_it_lets_go()
    {
        using var log = LogDriver.Open(_disk);
        Writes(log, 600, "a");
        var reading = log.Engine.Read("a", 1, long.MaxValue).GetEnumerator();
        Assert.True(reading.MoveNext());

        Assert.Null(log.Compact());
        Writes(log, 1, "a");
        Assert.Null(log.Compact());

        Assert.Contains("flint.aof.1", _disk.Names);
        var seen = 1;
        while (reading.MoveNext())
            Assert.Equal(++seen, reading.Current.SequenceNr);
        Assert.Equal(600, seen);
        reading.Dispose();
        Assert.Equal(["flint.aof", "flint.snapshot"], _disk.Names);
    }

    [Fact]
    public void Deletion_that_a_compaction_has_seen_should_be_durable_before_the_compaction_is()
    {
        using var log = LogDriver.Open(_disk);
        Writes(log, 3, "a");
        Assert.Null(log.Rotate());
        log.Engine.Append(Deletion("a", 2)); // gathers, is not written

        var compaction = log.Engine.CompactAsync();

        SpinWait.SpinUntil(() => _disk.Calls.Any(call => call.Operation == "sync" && call.File == "flint.snapshot.next") || compaction.IsCompleted);
        Assert.False(compaction.IsCompleted);
        log.Commit();
        LogDriver.Wait(compaction);
        using var after = LogDriver.Open(_disk.PowerCut());
        Assert.Equal([3L], after.Numbers("a"));
        Assert.Equal(3, after.Engine.HighestSequenceNr("a"));
    }

    [Theory]
    [InlineData(DiskFault.NoSpace)]
    [InlineData(DiskFault.InputOutputError)]
    public void Compaction_that_fails_before_its_rename_should_change_nothing(int error)
    {
        foreach (var operation in new[] { "create", "write", "sync" })
        {
            var disk = new MemoryDisk();
            using (var log = LogDriver.Open(disk))
            {
                Writes(log, 5, "f");
                Assert.Null(log.Rotate());
                disk.Fault = new DiskFault(call => call.Operation == operation && call.File == LogFileNames.NextSnapshot, 1, error);

                Assert.Contains("goes on", log.Compact()!.Message, StringComparison.Ordinal);

                Assert.True(disk.Fault.HasStruck);
                Assert.Null(log.Engine.Failure);
                Writes(log, 1, "f");
                Assert.DoesNotContain(LogFileNames.NextSnapshot, disk.Names);
                Assert.Null(log.Compact());
            }
            using var again = LogDriver.Open(disk);
            Assert.Equal([1L, 2, 3, 4, 5, 6], again.Numbers("f"));
        }
    }

    [Fact]
    public void Compaction_should_refuse_to_fold_what_was_damaged_since_it_was_read()
    {
        using var log = LogDriver.Open(_disk);
        Writes(log, 5, "f");
        Assert.Null(log.Rotate());
        _disk.Overwrite("flint.aof.1", _disk["flint.aof.1"].AsSpan().IndexOf("\"n\":4"u8) + 4, "5"u8);

        var damage = Assert.Throws<CorruptStorageException>(() => log.Engine.CompactAsync(new CountingFold()).GetAwaiter().GetResult());

        Assert.Equal("flint.aof.1", damage.File);
        Assert.DoesNotContain("flint.snapshot", _disk.Names);
        Assert.Null(log.Write("f"));
    }

    [Fact]
    public void Snapshot_with_any_flipped_bit_or_cut_anywhere_should_be_refused()
    {
        using (var log = LogDriver.Open(_disk))
        {
            Writes(log, 3, "a");
            Writes(log, 3, "f");
            log.Compact();
        }
        var snapshot = _disk["flint.snapshot"];
        for (var at = 0; at < snapshot.Length; at++)
        {
            Refuses(snapshot[..at]);
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = snapshot.ToArray();
                flipped[at] ^= (byte)(1 << bit);
                Refuses(flipped);
            }
        }

        void Refuses(byte[] content)
        {
            _disk["flint.snapshot"] = content;
            var refusal = Assert.ThrowsAny<FlintException>(() => LogDriver.Open(_disk));
            Assert.True(refusal is CorruptStorageException or UnsupportedFormatException);
        }
    }

    [Fact]
    public void Bytes_of_a_snapshot_in_the_place_of_a_group_should_be_a_torn_tail()
    {
        using var log = LogDriver.Open(_disk);
        var filler = $"\"{new string('x', 300_000)}\"";
        for (var i = 0; i < 6; i++)
            log.Append("a", filler);
        log.Commit();
        Assert.Null(log.Compact());
        var offset = _disk.Used("flint.aof").Length;
        log.Write("a");
        var killed = _disk.Kill();
        // More groups in the snapshot than in the log, so that none of their numbers is too low to be believed.
        killed["flint.aof"] = [.. killed["flint.aof"][..offset], .. killed["flint.snapshot"][offset..]];

        using var after = LogDriver.Open(killed);

        Assert.False(after.Engine.Opening.WasClean);
        Assert.Equal([1L, 2, 3, 4, 5, 6], after.Numbers());
    }

    [Fact]
    public void Directory_whose_snapshot_is_missing_or_of_another_time_should_be_refused()
    {
        MemoryDisk older;
        using (var log = LogDriver.Open(_disk))
        {
            Writes(log, 3, "f");
            log.Compact();
            older = _disk.Kill();
            Writes(log, 3, "f");
            log.Compact();
        }
        var (snapshot, old) = (_disk["flint.snapshot"], older["flint.snapshot"]);

        _disk.Remove("flint.snapshot");
        Assert.Throws<CorruptStorageException>(() => LogDriver.Open(_disk));
        _disk["flint.snapshot"] = old;
        Assert.Throws<CorruptStorageException>(() => LogDriver.Open(_disk));
        older["flint.snapshot"] = snapshot;
        Assert.Throws<CorruptStorageException>(() => LogDriver.Open(older));
        _disk["flint.snapshot"] = snapshot;
        LogDriver.Open(_disk).Dispose();
    }

    [Fact]
    public void Crash_before_the_covered_files_are_deleted_should_leave_them_to_the_next_opening()
    {
        using var log = LogDriver.Open(_disk);
        Writes(log, 3, "f");
        using (log.Engine.View("f"))
        {
            log.Compact();
            var killed = _disk.Kill();
            Assert.Contains("flint.aof.1", killed.Names);

            using var after = LogDriver.Open(killed);

            Assert.DoesNotContain("flint.aof.1", killed.Names);
            Assert.Equal([1L, 2, 3], after.Numbers("f"));
        }
    }

    [Fact]
    public void Compaction_should_be_due_by_growth_by_size_and_by_the_number_of_files()
    {
        var due = new CompactionSettings(GrowthPercent: 100, MinSize: 1_000);

        Assert.False(due.IsDue(999, 0, 1));
        Assert.True(due.IsDue(1_000, 0, 1));
        Assert.False(due.IsDue(4_999, 5_000, 1));
        Assert.True(due.IsDue(5_000, 5_000, 1));
        Assert.True(due.IsDue(0, 0, 8));
        Assert.False(new CompactionSettings(0, 1).IsDue(long.MaxValue, 0, 100));
    }

    private static void Writes(LogDriver log, int count, string pid)
    {
        for (var i = 0; i < count; i++)
            Assert.Null(log.Write(pid));
    }

    private static LogRecord Deletion(string pid, long to) => new() { Kind = RecordKind.EventsDeleted, PersistenceId = pid, SequenceNr = to };

    private static LogRecord Snapshot(string pid, long number, string json) => new()
    {
        Kind = RecordKind.Snapshot,
        PersistenceId = pid,
        SequenceNr = number,
        Time = number,
        SerializerId = 7,
        TypeManifest = "s",
        Payload = Encoding.UTF8.GetBytes(json),
        PayloadIsJson = true,
    };

    // Everything the log says, for comparison.
    private static string Read(LogDriver log)
    {
        var text = new StringBuilder();
        foreach (var pid in log.Engine.PersistenceIds(""))
        {
            text.Append(pid).Append(" to ").Append(log.Engine.HighestSequenceNr(pid)).Append(": ").AppendJoin(',', log.Numbers(pid));
            foreach (var (number, time) in log.Engine.Snapshots(pid))
                text.Append(" snapshot ").Append(number).Append('@').Append(time)
                    .Append(Encoding.UTF8.GetString(log.Engine.FindSnapshot(pid, number, number, 0, long.MaxValue)!.Value.Payload.Span));
            text.Append('\n');
        }
        return text.ToString();
    }
}
