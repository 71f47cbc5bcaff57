using System.Text;
using Flint.Actors.Journal.Log;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>Lines that are written while those before them wait for their sync: nobody is answered too early, nothing counts twice.</summary>
public sealed class LinesUnderWayTests : DiskLimits
{
    [Fact]
    public async Task Lines_of_a_key_should_be_written_while_one_waits_for_its_sync_and_share_the_next()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 10, "1d");
        using var hold = Disk.Hold = new SyncHold();
        var first = limiter.CheckAsync("k").AsTask();
        hold.WaitForSync();
        var second = await WrittenAsync(() => limiter.CheckAsync("k").AsTask());
        var third = await WrittenAsync(() => limiter.CheckAsync("k").AsTask());

        hold.LetOne();
        Assert.Equal(9, (await first).Remaining);
        hold.WaitForSync();
        Assert.False(second.IsCompleted || third.IsCompleted);
        CutPower();

        hold.Dispose();
        Assert.Equal((8, 7), ((await second).Remaining, (await third).Remaining));
        Assert.Equal(1, (await Open().StatusAsync("k"))!.TotalAllowed);
    }

    [Fact]
    public async Task Sync_that_fails_should_fail_everyone_in_the_lines_behind_it()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 10, "1d");
        using var hold = Disk.Hold = new SyncHold();
        var checks = new List<Task<CheckResult>> { limiter.CheckAsync("k").AsTask() };
        hold.WaitForSync();
        for (var i = 0; i < 2; i++)
            checks.Add(await WrittenAsync(() => limiter.CheckAsync("k").AsTask()));

        Disk.Fault = new DiskFault(call => call.Operation == "sync", 1, DiskFault.InputOutputError);
        hold.Dispose();

        foreach (var check in checks)
            await Assert.ThrowsAsync<StorageFailedException>(() => check);
    }

    [Fact]
    public async Task Snapshot_should_not_hold_the_lines_behind_its_number_that_were_written_before_it()
    {
        var limiter = Open(snapshotEvery: 2);
        await limiter.LimitAsync("k", 10, "1d");
        using (var hold = Disk.Hold = new SyncHold())
        {
            var due = limiter.CheckAsync("k").AsTask(); // the second line
            hold.WaitForSync();
            var behind = await WrittenAsync(() => limiter.CheckAsync("k").AsTask());
            var saved = WrittenAsync(() => Task.CompletedTask);
            hold.Dispose();
            await Task.WhenAll(due, behind, saved);
        }

        await limiter.DisposeAsync();

        Assert.Equal(1, Occurrences("\"snapshot\":"));
        Assert.Equal(2, (await Open().StatusAsync("k"))!.TotalAllowed);
    }

    [Fact]
    public async Task Removal_should_wait_for_a_snapshot_that_is_due_with_a_line_under_way()
    {
        var limiter = Open(snapshotEvery: 2);
        await limiter.LimitAsync("k", 10, "1d");
        using var hold = Disk.Hold = new SyncHold();
        var due = limiter.CheckAsync("k").AsTask(); // the second line
        hold.WaitForSync();
        var before = Lines("k");

        var removal = limiter.RemoveAsync("k").AsTask();
        Assert.Null(await limiter.StatusAsync("k")); // it is decided,
        var other = await WrittenAsync(() => limiter.LimitAsync("other", 5, "1d").AsTask()); // and what was sent before this is written

        Assert.Equal(before, Lines("k"));
        hold.Dispose();
        await Task.WhenAll(due, removal, other);
        await limiter.DisposeAsync();
        Assert.Null(await Open().StatusAsync("k"));
    }

    [Fact]
    public async Task Decisions_of_check_alls_should_be_written_while_one_waits_for_its_sync()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b" })
            await limiter.LimitAsync(key, 10, "1d");
        using var hold = Disk.Hold = new SyncHold();
        var first = limiter.AllowAllAsync(["a", "b"]).AsTask();
        hold.WaitForSync();
        var second = await WrittenAsync(() => limiter.AllowAllAsync(["a", "b"]).AsTask());

        hold.LetOne();
        Assert.True(await first);
        hold.WaitForSync();
        Assert.False(second.IsCompleted);
        CutPower();

        hold.Dispose();
        Assert.True(await second);
        var again = Open();
        Assert.Equal((1, 1), ((await again.StatusAsync("a"))!.TotalAllowed, (await again.StatusAsync("b"))!.TotalAllowed));
    }

    /// <summary>Starts it, and returns once something more is written to the log; it need not be safe.</summary>
    private async Task<TTask> WrittenAsync<TTask>(Func<TTask> start)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Disk.Changed = call =>
        {
            if (call is { Operation: "write", File: LogFileNames.Log })
                written.TrySetResult();
        };
        var started = start();
        await written.Task;
        Disk.Changed = null;
        return started;
    }

    private int Lines(string key) => Occurrences($"\"{KeyIds.Of(key)}\"");

    private int Occurrences(string text) => Encoding.UTF8.GetString(Disk.Used(LogFileNames.Log)).Split(text).Length - 1;
}
