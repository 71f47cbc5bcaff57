using System.Text;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class OpeningTests
{
    private static readonly string[] Pids = ["plain", "qu\"ote\\slash", "emoji 🔥", "line\nfeed"];

    [Fact]
    public void New_directory_should_hold_a_header_and_nothing_else()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk))
        {
            Assert.True(log.Engine.Opening.WasClean);
            Assert.Equal(1, log.Engine.Opening.Generations);
        }

        Assert.Equal(["flint.aof"], disk.Names);
        Assert.Single(Encoding.UTF8.GetString(disk["flint.aof"]).TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Clean_close_should_leave_a_mark_and_no_filler_and_make_no_new_generation()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk))
            Fill(log, 5);
        Assert.False(disk["flint.aof"].AsSpan().EndsWith("\n\n"u8));

        using (var log = LogDriver.Open(disk))
        {
            Assert.True(log.Engine.Opening.WasClean);
            Assert.Equal(6, log.Engine.Opening.Groups);
            Assert.Equal(5, log.Engine.Opening.Lines);
        }

        // Nothing was appended: no second mark.
        using (var log = LogDriver.Open(disk))
            Assert.Equal(6, log.Engine.Opening.Groups);
        Assert.Equal(["flint.aof"], disk.Names);
    }

    [Fact]
    public void Log_killed_and_truncated_at_any_byte_should_keep_all_complete_groups_and_open_again_and_again()
    {
        var disk = new MemoryDisk();
        using var writer = LogDriver.Open(disk);
        var ends = new List<long>();
        for (var i = 0; i < 8; i++)
        {
            writer.Append(Pids[i % Pids.Length]);
            writer.Append(Pids[i % Pids.Length]);
            writer.Commit();
            ends.Add(writer.Engine.UsedBytes);
        }
        var used = disk["flint.aof"].AsSpan(0, (int)writer.Engine.UsedBytes).ToArray();

        for (var length = used.Length; length > used.Length - 400; length--)
        {
            var cut = new MemoryDisk { ["flint.aof"] = used[..length] };
            var groups = ends.Count(end => end <= length);
            // A cut of more than the last group is no crash in always, but the log cannot know.
            var expected = writer.Issued.Take(groups * 2).ToArray();
            var isTorn = !ends.Contains(length);
            var second = OpenWriteKill(cut, expected, isTorn ? length - ends.Where(end => end < length).Max() : null);
            var third = OpenWriteKill(second, [.. expected, ("more", 1)], null);
            OpenWriteKill(third, [.. expected, ("more", 1), ("more", 2)], null);
        }
    }

    [Fact]
    public void Flip_of_any_bit_before_the_last_group_should_be_refused_with_its_place()
    {
        var disk = new MemoryDisk();
        using var writer = LogDriver.Open(disk);
        var ends = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            writer.Write(Pids[i]);
            ends.Add(writer.Engine.UsedBytes);
        }

        RefusesEveryFlip(disk.Kill(), "flint.aof", (int)ends[^2]);
    }

    [Fact]
    public void Flip_of_any_bit_in_a_closed_generation_or_before_the_last_group_of_a_recovered_one_should_be_refused()
    {
        var disk = new MemoryDisk();
        using var first = LogDriver.Open(disk);
        first.Write();
        first.Write();
        var killed = disk.Kill();
        using var second = LogDriver.Open(killed);
        second.Write();
        var again = killed.Kill();

        Assert.Equal(["flint.aof", "flint.aof.1"], again.Names);
        RefusesEveryFlip(again, "flint.aof.1", again["flint.aof.1"].Length);
        again = killed.Kill();
        var log = Encoding.Latin1.GetString(again["flint.aof"]);
        RefusesEveryFlip(again, "flint.aof", log.LastIndexOf("{\"pid\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Ten_rounds_of_clean_close_and_torn_tail_should_never_be_refused()
    {
        var disk = new MemoryDisk();
        var written = 0;
        for (var round = 1; round <= 10; round++)
        {
            using (var clean = LogDriver.Open(disk))
            {
                clean.Write();
                written++;
            }
            using var torn = LogDriver.Open(disk);
            Assert.True(torn.Engine.Opening.WasClean);
            torn.Write();
            written++;
            var used = disk.Used("flint.aof").Length;
            torn.Write();
            disk = disk.Kill();
            // A part of the last group reached the disk.
            var bytes = disk["flint.aof"];
            bytes.AsSpan(used + 100).Fill((byte)'\n');
            disk["flint.aof"] = bytes;

            using var after = LogDriver.Open(disk);
            Assert.False(after.Engine.Opening.WasClean);
            Assert.NotNull(after.Engine.Opening.Torn);
            Assert.InRange(after.Engine.Opening.Torn.Bytes, 100, 101);
            Assert.Equal(written, after.Numbers().Count);
        }
    }

    [Fact]
    public void Torn_tail_should_be_kept_in_a_file_and_reported()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        log.Write();
        var end = (int)log.Engine.UsedBytes;
        log.Write();
        var killed = disk.Kill();
        var bytes = killed["flint.aof"];
        var tail = bytes[end..(end + 60)];
        killed["flint.aof"] = bytes[..(end + 60)];

        using var after = LogDriver.Open(killed);

        Assert.Equal("flint.aof.torn-1", after.Engine.Opening.Torn!.File);
        Assert.Equal("flint.aof.1", after.Engine.Opening.Torn.CutFrom);
        Assert.Equal(end, after.Engine.Opening.Torn.Offset);
        Assert.Equal(60, after.Engine.Opening.Torn.Bytes);
        Assert.Equal(tail, killed["flint.aof.torn-1"]);
        Assert.Equal(1, after.Engine.Opening.RewrittenGroups);
        Assert.Equal([1L], after.Numbers());
    }

    [Fact]
    public void Groups_behind_the_synced_mark_should_stand_in_one_file_only_after_recovery()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        Fill(log, 4);
        var killed = disk.Kill();

        using var after = LogDriver.Open(killed);

        Assert.Equal([1L, 2, 3, 4], after.Numbers());
        var all = Encoding.UTF8.GetString(killed["flint.aof.1"]) + Encoding.UTF8.GetString(killed["flint.aof"]);
        Assert.Equal(4, all.Split("\"pid\"").Length - 1);
        Assert.Equal(killed["flint.aof.1"].Length + killed["flint.aof"].Length, after.Engine.UsedBytes);
    }

    [Fact]
    public void Groups_that_the_page_cache_forgets_while_they_are_copied_should_not_be_taken_over()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        Fill(log, 2);
        var end = log.Engine.UsedBytes;
        log.Write();
        var killed = disk.Kill();
        // Its sync failed: it was in the page cache only, and that page goes after it was judged.
        killed.Changed = call =>
        {
            if (call is { Operation: "create", File: "flint.aof.next" })
                killed.Overwrite("flint.aof", end, new byte[100]);
        };

        Assert.Throws<StorageFailedException>(() => LogDriver.Open(killed));

        killed.Changed = null;
        using (var after = LogDriver.Open(killed))
            Assert.Equal([1L, 2], after.Numbers());
        using var again = LogDriver.Open(killed);
        Assert.Equal([1L, 2], again.Numbers());
    }

    [Theory]
    [InlineData("flint.aof.1")]
    [InlineData("flint.aof.2")]
    [InlineData("flint.aof")]
    public void Missing_generation_should_be_refused(string missing)
    {
        var disk = new MemoryDisk();
        for (var i = 0; i < 3; i++)
        {
            using var log = LogDriver.Open(disk);
            log.Write();
            disk = disk.Kill();
        }
        using (var log = LogDriver.Open(disk))
            Assert.Equal([1L, 2, 3], log.Numbers());

        disk.Remove(missing);

        Assert.Equal(missing, Assert.Throws<CorruptStorageException>(() => LogDriver.Open(disk)).File);
    }

    [Fact]
    public void Refused_directory_should_be_left_as_it_was()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        Fill(log, 3);
        var damaged = disk.Kill();
        var bytes = damaged["flint.aof"];
        bytes[250] ^= 1;
        damaged["flint.aof"] = bytes;

        Assert.Throws<CorruptStorageException>(() => LogDriver.Open(damaged));

        Assert.All(damaged.Calls, call => Assert.Contains(call.Operation, new[] { "list", "open", "read", "stat" }));
        Assert.Equal(bytes, damaged["flint.aof"]);
        // And it is let go of.
        Assert.Throws<CorruptStorageException>(() => LogDriver.Open(damaged));
    }

    [Fact]
    public void Leftover_of_an_unfinished_rotation_should_be_dropped()
    {
        var disk = new MemoryDisk();
        using (var log = LogDriver.Open(disk))
            Fill(log, 2);
        disk["flint.aof.next"] = "half a hea"u8.ToArray();

        using (var log = LogDriver.Open(disk))
            Assert.Equal([1L, 2], log.Numbers());

        Assert.Equal(["flint.aof"], disk.Names);
    }

    [Fact]
    public void First_creation_that_was_cut_short_should_be_begun_again()
    {
        var disk = new MemoryDisk { ["flint.aof.next"] = "{\"flint\":2,\"gen"u8.ToArray() };

        using var log = LogDriver.Open(disk);

        Assert.Equal(["flint.aof"], disk.Names);
    }

    [Theory]
    [InlineData("{\"version\":1,\"ts\":\"2026-01-01T00:00:00Z\",\"event\":{},\"checksum\":\"00\"}\n")]
    [InlineData("{\"ts\":\"2026-01-01T00:00:00Z\",\"event\":{\"type\":\"RESET\"}}\n")]
    [InlineData("{\"version\":1,\"ts\":\"2026-")]
    public void Log_of_the_original_should_be_named_as_unsupported(string content)
    {
        var disk = new MemoryDisk { ["flint.aof"] = Encoding.UTF8.GetBytes(content) };

        Assert.Throws<UnsupportedFormatException>(() => LogDriver.Open(disk));
    }

    [Fact]
    public void Foreign_snapshot_should_be_named_as_unsupported()
    {
        Assert.Throws<UnsupportedFormatException>(() => LogDriver.Open(new MemoryDisk { ["flint.snapshot"] = "{}"u8.ToArray() }));
        Assert.Throws<UnsupportedFormatException>(() => LogDriver.Open(new MemoryDisk { ["flint.snapshot"] = "{}"u8.ToArray(), ["flint.aof"] = [] }));
    }

    [Theory]
    [InlineData("something\n")]
    [InlineData("{\"flint\":2,\"gen")]
    [InlineData("\0\0\0\0\0\0")]
    public void Log_without_a_header_should_be_refused(string content)
    {
        var disk = new MemoryDisk { ["flint.aof"] = Encoding.UTF8.GetBytes(content) };

        var refused = Assert.Throws<CorruptStorageException>(() => LogDriver.Open(disk));

        Assert.Equal(("flint.aof", 1, 0), (refused.File, refused.Line, refused.ByteOffset));
    }

    [Fact]
    public void Filler_of_zeros_behind_the_last_group_should_be_a_torn_tail()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        log.Write();
        var killed = disk.Kill();
        var bytes = killed["flint.aof"];
        bytes.AsSpan((int)log.Engine.UsedBytes, 1000).Clear();
        killed["flint.aof"] = bytes;

        using var after = LogDriver.Open(killed);

        Assert.Equal([1L], after.Numbers());
        Assert.NotNull(after.Engine.Opening.Torn);
    }

    [Fact]
    public void Newest_time_should_survive()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        log.Engine.Append(LogDriver.Event("a", 1, time: 500));
        log.Commit();
        log.Engine.Append(LogDriver.Event("a", 2, time: 400));
        log.Commit();
        Assert.Equal(500, log.Engine.NewestTime);

        using var killed = LogDriver.Open(disk.Kill());

        Assert.Equal(500, killed.Engine.NewestTime);
    }

    private static void Fill(LogDriver log, int groups)
    {
        for (var i = 0; i < groups; i++)
            Assert.Null(log.Write());
    }

    private static MemoryDisk OpenWriteKill(MemoryDisk disk, (string Pid, long SequenceNr)[] expected, long? tornBytes)
    {
        using var log = LogDriver.Open(disk);
        foreach (var pid in expected.Select(line => line.Pid).Distinct())
            Assert.Equal(expected.Where(line => line.Pid == pid).Select(line => line.SequenceNr), log.Numbers(pid));
        Assert.Equal(expected.Length, log.Engine.Opening.Lines);
        Assert.Equal(tornBytes, log.Engine.Opening.Torn?.Bytes);
        Assert.Null(log.Write("more"));
        return disk.Kill();
    }

    private static void RefusesEveryFlip(MemoryDisk disk, string name, int before)
    {
        // A little filler is as good as much, and faster.
        byte[] bytes = [.. disk.Used(name), .. "\n\n\n\n"u8];
        for (var at = 0; at < before; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[at] ^= (byte)(1 << bit);
                disk[name] = bytes;
                var refused = Record.Exception(() => LogDriver.Open(disk).Dispose());
                Assert.True(refused is CorruptStorageException { Line: >= 1 } corrupt && corrupt.ByteOffset <= at, $"byte {at}, bit {bit}: {refused?.Message ?? "opened"}");
                bytes[at] ^= (byte)(1 << bit);
            }
        }
    }
}
