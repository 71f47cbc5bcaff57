using Akka.Actor;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class NobodyHangsTests : DiskLimits
{
    [Fact]
    public async Task Request_without_an_answer_should_be_failed_by_the_sweep_with_what_is_known_of_it()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 5, "1d");
        using var hold = Disk.Hold = new SyncHold();
        var all = limiter.CheckAllAsync([("a", 4)]).AsTask();
        hold.WaitForSync();
        var waiting = limiter.CheckAsync("a", 3).AsTask();
        await limiter.StatusAsync("a"); // the check has reached its key

        Clock.Advance(TimeSpan.FromSeconds(40));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => all);
        await Assert.ThrowsAsync<RequestNotDecidedException>(() => waiting);
        hold.Dispose();
        Assert.Equal(1, (await limiter.CheckAsync("a")).Cost); // the pool is sound, the late replies were dropped
        Assert.Equal(5, (await limiter.StatusAsync("a"))!.TotalAllowedCost);
    }

    [Fact]
    public async Task Flush_should_not_wait_longer_for_the_disk_than_any_request()
    {
        var limiter = Open(SyncMode.Batch());
        await limiter.LimitAsync("a", 5, "1d");
        using var hold = Disk.Hold = new SyncHold();

        var flush = limiter.FlushAsync().AsTask();
        hold.WaitForSync();
        while (!flush.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        // Which of the two depends on whose sync was held: the flush's own, or one that its records wait for.
        var failure = await Assert.ThrowsAnyAsync<FlintException>(() => flush);
        Assert.True(failure is OutcomeUnknownException or RequestNotDecidedException, failure.ToString());
        hold.Dispose();
        await limiter.FlushAsync();
    }

    [Fact]
    public void Request_that_was_cancelled_before_it_was_sent_should_be_a_cancelled_task()
    {
        var limiter = Open();
        var gone = new CancellationToken(canceled: true);

        Assert.True(limiter.CheckAsync("a", 1, gone).AsTask().IsCanceled);
        Assert.True(limiter.CheckAllAsync(["a"], gone).AsTask().IsCanceled);
        Assert.True(limiter.StatusAsync("a", gone).AsTask().IsCanceled);
    }

    [Fact]
    public async Task Cancellation_should_charge_nothing_before_the_decision_and_stand_after_it()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 5, "1d");
        using var hold = Disk.Hold = new SyncHold();
        using var cancel = new CancellationTokenSource();
        var decided = limiter.CheckAsync("a", 1, cancel.Token).AsTask();
        hold.WaitForSync();
        var all = limiter.CheckAllAsync([("a", 3)], cancel.Token).AsTask();
        await limiter.StatusAsync("a");
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => decided);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);
        hold.Dispose();
        await limiter.FlushAsync();

        Assert.Contains((await limiter.StatusAsync("a"))!.TotalAllowedCost, new long[] { 1, 4 }); // the check was decided; the check_all perhaps
    }

    [Fact]
    public async Task Disposing_should_answer_everyone_and_count_exactly_what_was_answered()
    {
        var limiter = Open(SyncMode.Batch());
        await limiter.LimitAsync("a", 1_000_000_000, "1d");
        await limiter.LimitAsync("b", 1_000_000_000, "1d");
        var granted = 0;
        var started = new TaskCompletionSource();
        var callers = Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    if (i % 4 == 0)
                        await limiter.CheckAllAsync(["a", "b"]);
                    else
                        await limiter.CheckAsync("a");
                    if (Interlocked.Increment(ref granted) > 1_000)
                        started.TrySetResult();
                }
            }
            catch (Exception e) when (e is RequestNotDecidedException or ObjectDisposedException)
            {
            }
        })).ToArray();
        await started.Task;

        await limiter.DisposeAsync();
        await Task.WhenAll(callers);

        Assert.Equal(granted, (await Open().StatusAsync("a"))!.TotalAllowed);
    }

    [Fact]
    public async Task System_that_is_terminated_without_a_drain_should_leave_nobody_waiting()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 5, "1d");
        using var hold = Disk.Hold = new SyncHold();
        var check = limiter.CheckAsync("a").AsTask();
        hold.WaitForSync();

        var terminated = limiter.System.Terminate();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => check);
        hold.Dispose();
        await terminated;
    }

    [Fact]
    public async Task Request_that_meets_a_stopped_key_should_be_failed_as_not_decided()
    {
        var limiter = Open();
        await LimitAwakeAsync(limiter, "a", 5, "1d");
        var key = await limiter.System.ActorSelection("/user/flint/partition-*/*").ResolveOne(TimeSpan.FromSeconds(10));
        await key.GracefulStop(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAsync<RequestNotDecidedException>(() => key.Ask<CheckResult>(new Check("a"), TimeSpan.FromSeconds(10)));

        Assert.True(await Repeated(limiter)); // the next one starts it afresh
        Assert.Equal(1, (await limiter.StatusAsync("a"))!.TotalAllowed);

        // What callers may do with a request that was not decided; here until the partition has heard of the stop as well.
        static async Task<bool> Repeated(Limiter limiter)
        {
            try
            {
                return await limiter.AllowAsync("a");
            }
            catch (RequestNotDecidedException)
            {
                return await Repeated(limiter);
            }
        }
    }

    [Fact]
    public async Task Closed_limiter_should_say_so()
    {
        var limiter = Open();
        await limiter.DisposeAsync();
        await limiter.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await limiter.CheckAsync("a"));
    }
}
