using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class GroupCommitTests : DiskLimits
{
    [Fact]
    public async Task Many_callers_of_one_key_should_share_at_most_three_syncs()
    {
        var limiter = Open();
        await limiter.LimitAsync("hot", 1000, "1d");
        var before = Syncs();
        using var hold = Disk.Hold = new SyncHold();

        var first = limiter.CheckAsync("hot").AsTask();
        hold.WaitForSync();
        var others = Enumerable.Range(0, 63).Select(_ => limiter.CheckAsync("hot").AsTask()).ToArray();
        await limiter.StatusAsync("hot"); // the key has all of them by now: they were sent before
        hold.Dispose();
        await Task.WhenAll(others.Append(first));

        Assert.InRange(Syncs() - before, 1, 3);
        Assert.Equal(64, (await limiter.StatusAsync("hot"))!.TotalAllowed);
    }

    [Fact]
    public async Task One_caller_should_need_one_write_and_one_sync_a_grant()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 1000, "1d");
        var (writes, syncs) = (Writes(), Syncs());

        for (var i = 0; i < 20; i++)
            await limiter.CheckAsync("k");

        Assert.Equal((20, 20), (Writes() - writes, Syncs() - syncs));
    }

    [Fact]
    public async Task Lone_check_all_should_need_one_sync()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b", "c" })
            await limiter.LimitAsync(key, 10, "1d");
        var before = Syncs();

        Assert.True(await limiter.AllowAllAsync(["a", "b", "c"]));

        Assert.Equal(1, Syncs() - before);
    }

    [Fact]
    public async Task Denial_should_be_answered_while_the_disk_is_held_and_write_nothing()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 1, "1d");
        await limiter.LimitAsync("other", 1, "1d");
        await limiter.CheckAsync("k");
        var writes = Writes();
        using var hold = Disk.Hold = new SyncHold();
        Assert.False(await limiter.AllowAsync("k"));
        Assert.Equal(writes, Writes());

        var held = limiter.CheckAsync("other").AsTask();
        hold.WaitForSync();
        for (var i = 0; i < 5; i++)
            Assert.False(await limiter.AllowAsync("k"));

        Assert.False(held.IsCompleted);
        Assert.Equal(writes + 1, Writes());
        hold.Dispose();
        Assert.True((await held).Allowed);
    }

    [Fact]
    public async Task Denials_should_be_recorded_within_the_time_that_is_set_for_it_as_one_run()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 1, "1d");
        await limiter.CheckAsync("k");
        var written = new TaskCompletionSource();
        for (var i = 0; i < 5; i++)
            await limiter.AllowAsync("k");
        await limiter.StatusAsync("k"); // the denials' reminder has reached the partition by now: it was sent before the last answer
        Disk.Changed = call =>
        {
            if (call.Operation == "sync")
                written.TrySetResult();
        };

        Clock.Advance(TimeSpan.FromMilliseconds(100));
        await written.Task;

        Kill();
        var status = (await Open().StatusAsync("k"))!;
        Assert.Equal((1, 5), (status.TotalAllowed, status.TotalDenied));
    }

    [Fact]
    public async Task Grant_should_not_be_answered_before_its_sync_has_returned()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 10, "1d");
        using var hold = Disk.Hold = new SyncHold();

        var check = limiter.CheckAsync("k").AsTask();
        hold.WaitForSync();

        Assert.False(check.IsCompleted);
        hold.LetOne();
        Assert.True((await check).Allowed);
    }

    private int Syncs() => Disk.Calls.Count(c => c.Operation == "sync");

    private int Writes() => Disk.Calls.Count(c => c.Operation == "write");
}
