using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

/// <summary>SQLite's loop: the k-th call fails, for every k, once and from then on; then the disk is well again, and the log is opened.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(DiskFault.InputOutputError, false, false)]
    [InlineData(DiskFault.InputOutputError, true, false)]
    [InlineData(DiskFault.NoSpace, false, false)]
    [InlineData(DiskFault.NoSpace, true, false)]
    [InlineData(DiskFault.InputOutputError, false, true)]
    [InlineData(DiskFault.NoSpace, true, true)]
    public void Failure_of_any_call_should_lose_nothing_that_was_acknowledged(int error, bool isSticky, bool isBatch)
    {
        var settings = isBatch ? LogDriver.Batch : LogDriver.Always;
        for (var k = 1; ; k++)
        {
            var fault = new DiskFault(_ => true, k, error, isSticky);
            var script = new StorageScript(settings, disk => disk.Fault = fault);
            var finished = script.Run();
            var because = $"call {k} failed: {script.Disk.Calls.FirstOrDefault(call => call.Number == k)}";
            OpensWithAll(script, because, isBatch);
            if (!fault.HasStruck)
            {
                Assert.True(finished);
                Assert.True(k > 100, $"the script makes {k} calls only");
                return;
            }
        }
    }

    [Fact]
    public void Short_write_of_any_length_should_be_cut_when_the_log_is_opened_again()
    {
        for (var kept = 0; kept < 320; kept += 7)
        {
            var disk = new MemoryDisk();
            using var log = LogDriver.Open(disk);
            log.Write();
            disk.Fault = new DiskFault(call => call.Operation == "write", 1, DiskFault.NoSpace, KeptBytes: kept);
            Assert.NotNull(log.Write());
            log.Dispose();
            disk.Fault = null;

            using var again = LogDriver.Open(disk, history: log.History);

            Shown.HoldsAcknowledged(again, log.History, $"{kept} bytes kept");
            Assert.Null(again.Write());
        }
    }

    [Fact]
    public void Log_whose_sync_failed_should_not_trust_the_page_cache_when_it_is_opened_again()
    {
        var disk = new MemoryDisk();
        var log = LogDriver.Open(disk);
        log.Write();
        disk.Fault = new DiskFault(call => call.Operation == "sync", 1, DiskFault.InputOutputError);
        Assert.NotNull(log.Write());
        log.Dispose();
        disk.Fault = null;

        // The page cache shows the group whose sync failed; the disk has it not, and no later sync of that file will write it.
        using var again = LogDriver.Open(disk, history: log.History);
        Assert.Equal([1L, 2], again.Numbers());
        Assert.Null(again.Write());

        using var afterPowerCut = LogDriver.Open(disk.PowerCut());
        Assert.Equal([1L, 2, 3], afterPowerCut.Numbers());
    }

    [Fact]
    public void Clean_close_whose_sync_failed_should_not_pass_for_one()
    {
        var disk = new MemoryDisk();
        var log = LogDriver.Open(disk);
        log.Write();
        disk.Fault = new DiskFault(call => call.Operation == "sync", 1, DiskFault.InputOutputError);
        log.Dispose();
        disk.Fault = null;
        Assert.NotNull(log.Engine.Failure);

        using var again = LogDriver.Open(disk, history: log.History);
        Assert.False(again.Engine.Opening.WasClean);
        Assert.Null(again.Write());

        using var afterPowerCut = LogDriver.Open(disk.PowerCut());
        Assert.Equal([1L, 2], afterPowerCut.Numbers());
    }

    [Fact]
    public void Clean_close_whose_sync_failed_should_not_pass_for_one_where_nothing_is_written_ahead_either()
    {
        // Some of the marks lie across two sectors: the next write would save one and leave the other lost.
        for (var padding = 0; padding < MemoryInode.SectorSize; padding += 50)
        {
            var disk = new MemoryDisk { Fault = new DiskFault(call => call.Bytes > 100_000, 1, DiskFault.NoSpace, IsSticky: true, KeptBytes: 0) };
            var log = LogDriver.Open(disk);
            log.Write(json: $"\"{new string('x', padding)}\"");
            disk.Fault = new DiskFault(call => call.Operation == "sync", 1, DiskFault.InputOutputError);
            log.Dispose();
            disk.Fault = null;

            using var again = LogDriver.Open(disk, history: log.History);
            Assert.Null(again.Write());

            using var afterPowerCut = LogDriver.Open(disk.PowerCut());
            Assert.Equal([1L, 2], afterPowerCut.Numbers());
        }
    }

    [Fact]
    public void Lack_of_room_to_write_ahead_should_not_be_a_failure()
    {
        var disk = new MemoryDisk { Fault = new DiskFault(call => call.Operation == "write" && call.Bytes > 100_000, 1, DiskFault.NoSpace, IsSticky: true) };
        using (var log = LogDriver.Open(disk))
        {
            for (var i = 0; i < 50; i++)
                Assert.Null(log.Write());
        }

        Assert.True(disk.Calls.Count(call => call.Operation == "write" && call.Bytes > 100_000) <= 2);
        using var again = LogDriver.Open(disk);
        Assert.True(again.Engine.Opening.WasClean);
        Assert.Equal(50, again.Numbers().Count);
    }

    [Fact]
    public void Room_that_comes_back_should_be_written_ahead_without_a_hole()
    {
        var disk = new MemoryDisk { Fault = new DiskFault(call => call.Operation == "write" && call.Bytes > 100_000, 1, DiskFault.NoSpace, KeptBytes: 0) };
        using var log = LogDriver.Open(disk);
        while (disk.Calls.Count(call => call.Operation == "write" && call.Bytes > 100_000) < 2)
            Assert.Null(log.Write(json: $"\"{new string('x', 7_000)}\""));

        Assert.DoesNotContain((byte)0, disk["flint.aof"]);
        using var killed = LogDriver.Open(disk.Kill());
        Assert.Null(killed.Engine.Opening.Torn);
    }

    [Fact]
    public void Write_that_fails_for_a_reason_nobody_thought_of_should_close_the_log_too()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        log.Write();
        disk.Fault = new DiskFault(call => call.Operation == "write" ? throw new InvalidOperationException("unheard of") : false, 1, 0);
        log.Append();

        var failure = log.Commit();

        Assert.NotNull(failure);
        Assert.Contains("unheard of", failure.Message, StringComparison.Ordinal);
        disk.Fault = null;
        // The group was sealed and is on the disk in nobody knows which part: another behind it could not be read.
        Assert.Throws<StorageFailedException>(() => log.Append());
    }

    [Fact]
    public void Failure_should_be_told_once_to_every_handler_and_to_every_waiter()
    {
        var disk = new MemoryDisk();
        using var log = LogDriver.Open(disk);
        using var hold = disk.Hold = new SyncHold();
        var told = new List<StorageFailedException>();
        log.Engine.OnFailure(told.Add);
        disk.Fault = new DiskFault(call => call.Operation == "sync", 1, DiskFault.InputOutputError);
        log.Append();
        var done = log.CommitAsync();
        hold.WaitForSync();
        var flush = log.Engine.FlushAsync();

        hold.Dispose();

        var failure = LogDriver.Wait(done);
        Assert.NotNull(failure);
        Assert.Same(failure, log.Engine.Failure);
        Assert.Contains("flint.aof: sync failed", failure.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<AggregateException>(() => LogDriver.Wait(flush));
        log.Engine.OnFailure(told.Add);
        Assert.NotNull(log.Commit());
        Assert.Equal([failure, failure], told);
    }

    private static void OpensWithAll(StorageScript script, string because, bool isBatch)
    {
        // The process is started again on the same machine ...
        var healed = script.Disk.Kill();
        var history = script.History.Copy();
        using (var log = Open(healed, history, because))
        {
            Shown.HoldsAcknowledged(log, history, because);
            Assert.Null(log.Write("after"));
            // ... and the power goes.
            using var afterCut = Open(healed.PowerCut(), history, because + ", then the power");
            Shown.HoldsAcknowledged(afterCut, history, because + ", then the power");
        }
        if (isBatch)
            return;
        using var cut = Open(script.Disk.PowerCut(), script.History, because + ", with the power");
        Shown.HoldsAcknowledged(cut, script.History, because + ", with the power");
    }

    private static LogDriver Open(MemoryDisk disk, LogHistory history, string because)
    {
        try
        {
            return LogDriver.Open(disk, history: history);
        }
        catch (FlintException e)
        {
            throw new InvalidOperationException(because, e);
        }
    }
}
