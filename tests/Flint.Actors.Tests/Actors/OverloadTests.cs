using Akka.Actor;
using Flint.Messages;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class OverloadTests : DiskLimits
{
    private const int Most = 20;

    [Fact]
    public async Task Requests_beyond_the_bound_should_fail_at_once_whichever_way_they_come()
    {
        var limiter = Open(maxWaiting: Most);
        var limits = FlintLimits.Get(limiter.System);
        await limiter.LimitAsync("k", 1_000, "1d");
        using var hold = Disk.Hold = new SyncHold();
        var checks = Enumerable.Range(0, Most / 2).Select(_ => limiter.CheckAsync("k").AsTask()).ToList();
        checks.AddRange(Enumerable.Range(0, Most / 2).Select(_ => limits.Ref.Ask<CheckResult>(new Check("k"))));
        Assert.Equal(Most, limiter.Waiting);

        await Assert.ThrowsAsync<LimiterOverloadedException>(async () => await limiter.CheckAsync("k"));
        await Assert.ThrowsAsync<LimiterOverloadedException>(async () => await limiter.CheckAllAsync(["k"]));
        await Assert.ThrowsAsync<LimiterOverloadedException>(() => limits.Ref.Ask<CheckResult>(new Check("k")));
        await Assert.ThrowsAsync<LimiterOverloadedException>(() => limits.Ref.Ask<CheckAllResult>(new CheckAll("k")));
        Assert.Equal(Most, limiter.Waiting);

        hold.Dispose();
        Assert.All(await Task.WhenAll(checks), result => Assert.True(result.Allowed));
        Assert.Equal(0, limiter.Waiting);
        Assert.Equal(Most, (await limiter.StatusAsync("k"))!.TotalAllowed);
    }

    [Fact]
    public async Task Request_that_was_taken_back_should_keep_its_place_while_it_waits_somewhere()
    {
        var limiter = Open(maxWaiting: Most);
        await LimitAwakeAsync(limiter, "k", 5, "1d");
        var partition = (await Partitions(limiter)).Single(p => p.Keys.Contains("k")).Partition;
        await partition.Ask<QuotaReserved>(new ReserveQuota(1, 0, "k", 5));
        using var cancel = new CancellationTokenSource();
        var checks = Enumerable.Range(0, Most - 1).Select(_ => limiter.CheckAsync("k", 1, cancel.Token).AsTask()).ToArray();
        await limiter.StatusAsync("k"); // they hang on the hold

        await cancel.CancelAsync();
        foreach (var check in checks)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
        Assert.Equal(Most - 1, limiter.Waiting);

        partition.Tell(new ReleaseHold(1, "k"));
        await limiter.StatusAsync("k");
        Assert.Equal(0, limiter.Waiting);
        Assert.Equal(0, (await limiter.StatusAsync("k"))!.TotalAllowed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_place_should_be_given_back_however_requests_end(int seed)
    {
        var limiter = Open(SyncMode.Batch(), maxWaiting: Most);
        var ref_ = FlintLimits.Get(limiter.System).Ref;
        foreach (var key in new[] { "a", "b", "c" })
            await limiter.LimitAsync(key, 100, "1d");

        var overloaded = 0;
        await Task.WhenAll(Enumerable.Range(0, 2 * Most).Select(caller => Task.Run(async () =>
        {
            var random = new Random((seed * 1_000) + caller);
            for (var i = 0; i < 200; i++)
            {
                using var cancel = new CancellationTokenSource();
                string[] keys = ["a", "b", "c", "unknown", ""];
                try
                {
                    var key = keys[random.Next(keys.Length)];
                    Task request = random.Next(6) switch
                    {
                        0 => limiter.CheckAllAsync([key, "b"], cancel.Token).AsTask(),
                        1 => limiter.StatusAsync(key, cancel.Token).AsTask(),
                        2 => ref_.Ask<CheckResult>(new Check(key), TimeSpan.FromSeconds(30)),
                        3 => limiter.ResetAsync(key, cancel.Token).AsTask(),
                        4 => limiter.PeekAsync(key, 1, cancel.Token).AsTask(),
                        _ => limiter.CheckAsync(key, random.Next(0, 120), cancel.Token).AsTask(),
                    };
                    if (random.Next(4) == 0)
                        await cancel.CancelAsync();
                    await request;
                }
                catch (LimiterOverloadedException)
                {
                    Interlocked.Increment(ref overloaded);
                }
                catch (Exception e) when (e is InvalidInputException or OperationCanceledException)
                {
                }
            }
        })));
        await limiter.FlushAsync();

        while (limiter.Waiting > 0)
        {
            // what was cancelled is dropped where it stands in a queue
        }
        Assert.True(overloaded > 0);
    }
}
