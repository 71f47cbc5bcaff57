using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class BatchTests
{
    private readonly MemoryDisk _disk = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Commit_should_be_done_inside_the_call_before_any_sync()
    {
        using var log = Open();
        using var hold = _disk.Hold = new SyncHold();
        log.Append();

        Assert.True(log.CommitAsync().IsCompleted);

        Assert.False(log.Engine.IsBusy);
        Assert.Equal([1L], log.Numbers());
    }

    [Fact]
    public void Flush_should_start_with_the_events_that_are_enough()
    {
        using var log = Open(events: 3);
        using var hold = _disk.Hold = new SyncHold();
        log.Write();
        log.Write();
        var before = Syncs();
        log.Write();

        hold.WaitForSync();

        Assert.Equal(before, Syncs());
        var flush = log.Engine.FlushAsync();
        hold.LetOne();
        LogDriver.Wait(flush);
        Assert.Equal(before + 1, Syncs());
    }

    [Fact]
    public void Flush_should_start_when_the_first_event_has_waited_long_enough()
    {
        using var log = Open();
        using var hold = _disk.Hold = new SyncHold();
        log.Write();
        _time.Advance(TimeSpan.FromMilliseconds(60));
        log.Write();
        _time.Advance(TimeSpan.FromMilliseconds(40));

        hold.WaitForSync();
    }

    [Fact]
    public void Flushes_should_run_one_at_a_time_and_what_gathered_meanwhile_follow()
    {
        using var log = Open(events: 2);
        using var hold = _disk.Hold = new SyncHold();
        for (var i = 0; i < 7; i++)
            log.Write();
        hold.WaitForSync();
        var flush = log.Engine.FlushAsync();
        hold.LetOne();
        hold.WaitForSync();
        Assert.False(flush.IsCompleted);
        hold.LetOne();

        LogDriver.Wait(flush);
        // The header's, and two flushes.
        Assert.Equal(3, Syncs());
    }

    [Fact]
    public void Groups_behind_a_flush_that_is_slow_should_be_done_when_it_ends()
    {
        using var log = Open(events: 1);
        using var hold = _disk.Hold = new SyncHold();
        log.Write();
        hold.WaitForSync();
        _time.Advance(TimeSpan.FromMilliseconds(999));
        log.Append();
        Assert.True(log.CommitAsync().IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        log.Append();

        var held = log.CommitAsync();

        Assert.False(held.IsCompleted);
        Assert.True(log.Engine.IsBusy);
        hold.LetOne();
        Assert.Null(LogDriver.Wait(held));
        Assert.False(log.Engine.IsBusy);
    }

    [Fact]
    public void FlushAsync_should_force_a_flush_and_wait_for_it()
    {
        using var log = Open();
        log.Write();
        using var hold = _disk.Hold = new SyncHold();

        var flush = log.Engine.FlushAsync();

        hold.WaitForSync();
        Assert.False(flush.IsCompleted);
        hold.LetOne();
        LogDriver.Wait(flush);
        Assert.True(log.Engine.FlushAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void Failed_flush_should_close_the_log()
    {
        using var log = Open();
        log.Write();
        _disk.Fault = new DiskFault(call => call.Operation == "sync", 1, DiskFault.InputOutputError);
        var told = new TaskCompletionSource();
        log.Engine.OnFailure(_ => told.SetResult());

        _time.Advance(TimeSpan.FromMilliseconds(100));

        LogDriver.Wait(told.Task);
        Assert.NotNull(log.Commit());
        Assert.Throws<StorageFailedException>(() => log.Append());
    }

    [Fact]
    public void Any_sectors_of_the_unsynced_groups_may_be_lost_and_what_is_left_is_a_beginning()
    {
        using var log = Open();
        for (var i = 0; i < 4; i++)
            log.Write();
        LogDriver.Wait(log.Engine.FlushAsync());
        for (var i = 0; i < 10; i++)
            log.Write(json: $"{{\"text\":\"{new string('x', 100 * i)}\"}}");
        var random = new Random(1);

        for (var round = 0; round < 200; round++)
        {
            var lost = Enumerable.Range(0, 32).Select(_ => random.Next(2) == 0).ToArray();
            using var after = LogDriver.Open(_disk.PowerCut(keepSector: sector => sector >= lost.Length || !lost[sector], keepLength: true));

            Shown.HoldsPrefix(after, log.History, $"round {round}");
            Assert.True(after.Numbers().Count >= 4);
        }
    }

    [Fact]
    public void Damage_below_the_synced_mark_should_be_refused_though_unsynced_groups_follow()
    {
        using var log = Open();
        for (var i = 0; i < 4; i++)
            log.Write();
        LogDriver.Wait(log.Engine.FlushAsync());
        var offset = _disk.Used("flint.aof").Length;
        for (var i = 0; i < 3; i++)
            log.Write();
        var killed = _disk.Kill();
        killed.Overwrite("flint.aof", offset - 10, "#"u8);

        Assert.Throws<CorruptStorageException>(() => LogDriver.Open(killed));

        // Behind the mark the same is a torn tail, with all that follows.
        killed = _disk.Kill();
        killed.Overwrite("flint.aof", offset + 10, "#"u8);
        using var after = LogDriver.Open(killed);
        Assert.Equal(4, after.Numbers().Count);
    }

    private LogDriver Open(int events = 100) => LogDriver.Open(_disk, new LogSettings(IsBatch: true, events, TimeSpan.FromMilliseconds(100)), _time);

    private int Syncs() => _disk.Calls.Count(call => call.Operation == "sync");
}
