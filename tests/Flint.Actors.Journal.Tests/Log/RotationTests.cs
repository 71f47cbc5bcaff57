using System.Text;
using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class RotationTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Rotation_should_close_the_file_with_a_mark_and_go_on_in_the_next()
    {
        using (var log = LogDriver.Open(_disk))
        {
            log.Write();
            log.Append();

            Assert.Null(log.Rotate());

            Assert.Equal(2, log.Acknowledged.Count);
            Assert.Null(log.Write());
            Assert.Equal([1L, 2, 3], log.Numbers());
            Assert.Equal(_disk["flint.aof.1"].Length + _disk.Used("flint.aof").Length, log.Engine.UsedBytes);
        }

        var closed = Encoding.UTF8.GetString(_disk["flint.aof.1"]);
        Assert.StartsWith("{\"group\":3,", closed.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        Assert.False(closed.EndsWith("\n\n", StringComparison.Ordinal));
        using var again = LogDriver.Open(_disk);
        Assert.True(again.Engine.Opening.WasClean);
        Assert.Equal(2, again.Engine.Opening.Generations);
        Assert.Equal([1L, 2, 3], again.Numbers());
    }

    [Fact]
    public void Rotation_with_nothing_written_since_should_be_clean_too()
    {
        using (var log = LogDriver.Open(_disk))
        {
            log.Write();
            Assert.Null(log.Rotate());
            Assert.Null(log.Rotate());
        }

        using var again = LogDriver.Open(_disk);

        Assert.True(again.Engine.Opening.WasClean);
        Assert.Equal(3, again.Engine.Opening.Generations);
        Assert.Equal([1L], again.Numbers());
    }

    [Fact]
    public void Reader_should_keep_its_generation_while_the_log_rotates()
    {
        using var log = LogDriver.Open(_disk);
        for (var i = 0; i < 1000; i++)
            log.Append();
        log.Commit();
        using var reading = log.Engine.Read("a", 1, long.MaxValue).GetEnumerator();
        Assert.True(reading.MoveNext());

        Assert.Null(log.Rotate());
        log.Write(); // not in the view that was taken before

        var seen = 1;
        while (reading.MoveNext())
            Assert.Equal(++seen, reading.Current.SequenceNr);
        Assert.Equal(1000, seen);
    }

    [Fact]
    public void Rotation_in_batch_should_wait_for_the_flush_and_sync_what_gathered()
    {
        using var log = LogDriver.Open(_disk, LogDriver.Batch);
        log.Write();
        log.Append();

        Assert.Null(log.Rotate());

        using var after = LogDriver.Open(_disk.PowerCut());
        Assert.Equal([1L, 2], after.Numbers());
        Assert.True(after.Engine.Opening.WasClean);
    }

    [Fact]
    public void First_group_of_a_generation_that_is_torn_should_be_cut_and_the_one_before_stay_whole()
    {
        using var log = LogDriver.Open(_disk);
        log.Write();
        log.Rotate();
        var header = _disk.Used("flint.aof").Length;
        log.Write();
        var killed = _disk.Kill();
        killed["flint.aof"] = killed["flint.aof"][..(header + 50)];

        using (var after = LogDriver.Open(killed))
        {
            Assert.Equal([1L], after.Numbers());
            Assert.Equal(50, after.Engine.Opening.Torn!.Bytes);
            Assert.Null(after.Write());
        }

        using var again = LogDriver.Open(killed);
        Assert.Equal([1L, 2], again.Numbers());
        Assert.Equal(["flint.aof", "flint.aof.1", "flint.aof.2", "flint.aof.torn-2"], killed.Names);
    }

    [Fact]
    public void File_of_another_directory_should_not_pass_for_a_generation()
    {
        var other = new MemoryDisk();
        foreach (var disk in new[] { _disk, other })
        {
            using var log = LogDriver.Open(disk);
            log.Write(json: $"\"{(disk == other ? "other" : "one")}\"");
            log.Rotate();
        }
        _disk["flint.aof.1"] = other["flint.aof.1"];

        Assert.Throws<CorruptStorageException>(() => LogDriver.Open(_disk));
    }
}
