using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class StorageFailureTests : DiskLimits
{
    public static TheoryData<string, bool> Failures => new() { { "sync", false }, { "write", false }, { "write", true } };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Nothing_should_be_granted_from_the_failing_call_on_and_everyone_should_get_an_error(string operation, bool isBatch)
    {
        var limiter = Open(isBatch ? SyncMode.Batch() : null);
        await limiter.LimitAsync("k", 1_000_000, "1d");
        await limiter.LimitAsync("other", 1_000_000, "1d");
        Disk.Fault = new DiskFault(c => c.Operation == operation, At: 5, DiskFault.InputOutputError, IsSticky: true);

        var granted = 0;
        var failed = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    if (i % 8 == 0)
                        await limiter.CheckAllAsync(["k", "other"]);
                    else
                        await limiter.CheckAsync("k");
                    Interlocked.Increment(ref granted);
                }
            }
            catch (StorageFailedException)
            {
                Interlocked.Increment(ref failed);
            }
        })));

        Assert.Equal(64, failed);
        Assert.NotNull(limiter.Failure);
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAsync("k"));
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAllAsync(["k"]));
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.StatusAsync("never seen"));
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.FlushAsync());

        Kill();
        var counted = (await Open().StatusAsync("k"))!.TotalAllowed;
        Assert.InRange(counted, granted, granted + failed);
    }

    [Fact]
    public async Task Batch_should_fail_once_its_background_sync_has()
    {
        var limiter = Open(SyncMode.Batch(flushEveryEvents: 1));
        await limiter.LimitAsync("k", 1_000_000, "1d");
        await limiter.FlushAsync();
        var syncs = Disk.Calls.Count(c => c.Operation == "sync");
        Disk.Fault = new DiskFault(c => c.Operation == "sync", At: 1, DiskFault.InputOutputError);

        await Assert.ThrowsAsync<StorageFailedException>(async () =>
        {
            while (true)
                await limiter.CheckAsync("k");
        });
        await limiter.DisposeAsync();

        Assert.Equal(syncs + 1, Disk.Calls.Count(c => c.Operation == "sync")); // it is never tried again
    }

    [Fact]
    public async Task Failed_limiter_should_close_and_open_again_in_the_same_process()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 10, "1d");
        Disk.Fault = new DiskFault(c => c.Operation == "sync", At: 1, DiskFault.InputOutputError);
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAsync("k"));

        await limiter.DisposeAsync();
        Disk.Fault = null;

        Assert.InRange((await Open().StatusAsync("k"))!.TotalAllowed, 0, 1);
    }

    [Fact]
    public async Task Coordinator_that_stops_should_fail_everything_until_it_is_opened_again()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 1_000_000, "1d");
        Actor(limiter, "/user/flint/check-all").Tell(Akka.Actor.Kill.Instance, Akka.Actor.ActorRefs.NoSender);

        await Assert.ThrowsAsync<StorageFailedException>(async () =>
        {
            while (true)
                await limiter.CheckAsync("k");
        });

        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CheckAllAsync(["k"]));
        await limiter.DisposeAsync();
        Assert.True(await Open().AllowAllAsync(["k"]));
    }
}
