using Flint.Actors.Journal.Tests.Support;

namespace Flint.Actors.Journal.Tests.Log;

public sealed class AlwaysTests
{
    private readonly MemoryDisk _disk = new();

    [Fact]
    public void Commit_should_not_be_done_before_its_sync_has_returned()
    {
        using var log = LogDriver.Open(_disk);
        using var hold = _disk.Hold = new SyncHold();
        log.Append();

        var done = log.CommitAsync();
        hold.WaitForSync();

        Assert.False(done.IsCompleted);
        Assert.True(log.Engine.IsBusy);
        hold.LetOne();
        Assert.Null(LogDriver.Wait(done));
        Assert.False(log.Engine.IsBusy);
    }

    [Fact]
    public void Lines_appended_while_a_sync_runs_should_share_one_group_and_one_sync()
    {
        using var log = LogDriver.Open(_disk);
        using var hold = _disk.Hold = new SyncHold();
        var before = _disk.Calls.Count;
        log.Append();
        var first = log.CommitAsync();
        hold.WaitForSync();
        for (var i = 0; i < 64; i++)
            log.Append("b");
        hold.LetOne();
        LogDriver.Wait(first);
        var second = log.CommitAsync();
        hold.LetOne();
        LogDriver.Wait(second);

        var calls = _disk.Calls.Skip(before).ToArray();
        Assert.Equal(2, calls.Count(call => call.Operation == "sync"));
        // Two groups, and line feeds ahead of the first.
        Assert.Equal(3, calls.Count(call => call.Operation == "write"));
        Assert.Equal(65, log.Acknowledged.Count);
    }

    [Fact]
    public void Each_group_should_be_written_by_one_call_after_the_sync_of_the_one_before()
    {
        using var log = LogDriver.Open(_disk);
        log.Write();
        var before = _disk.Calls.Count;
        for (var i = 0; i < 5; i++)
            log.Write();

        Assert.Equal(string.Join(' ', Enumerable.Repeat("write sync", 5)), Operations(before));
    }

    [Fact]
    public void Groups_committed_while_a_sync_runs_should_be_written_at_once_and_share_the_next()
    {
        using var log = LogDriver.Open(_disk);
        log.Write();
        using var hold = _disk.Hold = new SyncHold();
        var before = _disk.Calls.Count;
        log.Append();
        var first = log.CommitAsync();
        hold.WaitForSync();
        var others = Enumerable.Range(0, 3).Select(_ =>
        {
            log.Append("b");
            return log.CommitAsync();
        }).ToArray();

        Assert.Equal("write write write write", Operations(before));
        hold.LetOne();
        Assert.Null(LogDriver.Wait(first));
        hold.WaitForSync();
        Assert.DoesNotContain(others, done => done.IsCompleted);
        Assert.True(log.Engine.IsBusy);
        hold.LetOne();
        Assert.All(others, done => Assert.Null(LogDriver.Wait(done)));
        Assert.False(log.Engine.IsBusy);
        Assert.Equal("write write write write sync sync", Operations(before));
    }

    [Fact]
    public void Groups_committed_while_a_sync_runs_that_fails_should_fail_with_it()
    {
        using var log = LogDriver.Open(_disk);
        using var hold = _disk.Hold = new SyncHold();
        log.Append();
        var first = log.CommitAsync();
        hold.WaitForSync();
        log.Append("b");
        var second = log.CommitAsync();

        _disk.Fault = new DiskFault(call => call.Operation == "sync", 1, DiskFault.InputOutputError);
        hold.Dispose();

        Assert.NotNull(LogDriver.Wait(first));
        Assert.NotNull(LogDriver.Wait(second));
        Assert.False(log.Engine.IsBusy);
    }

    [Fact]
    public void Rotation_should_be_refused_while_a_group_waits_for_its_sync()
    {
        using var log = LogDriver.Open(_disk);
        using var hold = _disk.Hold = new SyncHold();
        log.Append();
        var done = log.CommitAsync();
        hold.WaitForSync();

        Assert.Throws<InvalidOperationException>(() => log.Engine.Rotate(_ => { }));

        hold.Dispose();
        Assert.Null(LogDriver.Wait(done));
    }

    [Fact]
    public void Dispose_while_a_group_is_in_flight_should_still_call_back_for_it_and_write_what_gathered()
    {
        var log = LogDriver.Open(_disk);
        using var hold = _disk.Hold = new SyncHold();
        log.Append();
        var done = log.CommitAsync();
        hold.WaitForSync();
        log.Append();
        var closing = new Thread(log.Dispose);
        closing.Start();
        SpinWait.SpinUntil(() => closing.ThreadState.HasFlag(ThreadState.WaitSleepJoin));

        hold.Dispose();

        closing.Join();
        Assert.Null(LogDriver.Wait(done));
        using var again = LogDriver.Open(_disk);
        Assert.True(again.Engine.Opening.WasClean);
        Assert.Equal([1L, 2], again.Numbers());
    }

    [Fact]
    public void Commit_of_nothing_should_be_done_at_once_and_write_nothing()
    {
        using var log = LogDriver.Open(_disk);
        var before = _disk.Calls.Count;

        Assert.Null(log.Commit());

        Assert.Equal(before, _disk.Calls.Count);
    }

    [Fact]
    public void Flush_should_complete_with_the_sync_that_is_running()
    {
        using var log = LogDriver.Open(_disk);
        using var hold = _disk.Hold = new SyncHold();
        Assert.True(log.Engine.FlushAsync().IsCompletedSuccessfully);
        log.Append();
        var done = log.CommitAsync();
        hold.WaitForSync();

        var flush = log.Engine.FlushAsync();

        Assert.False(flush.IsCompleted);
        hold.LetOne();
        LogDriver.Wait(done);
        LogDriver.Wait(flush);
        Assert.True(log.Engine.FlushAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public void Readers_should_see_lines_once_they_are_written()
    {
        using var log = LogDriver.Open(_disk);
        log.Append();

        Assert.True(log.Engine.IsGathering("a"));
        Assert.True(log.Engine.Contains("a"));
        Assert.Equal(1, log.Engine.HighestSequenceNr("a"));
        Assert.Empty(log.Numbers());

        log.Commit();
        Assert.False(log.Engine.IsGathering("a"));
        Assert.Equal([1L], log.Numbers());
    }

    private string Operations(int from) => string.Join(' ', _disk.Calls.Skip(from).Select(call => call.Operation));
}
