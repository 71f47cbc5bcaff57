using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.Tests.Support;

namespace Flint.Tests.Hosting;

public sealed class OpeningTotalsTests : DiskLimits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Compaction_should_wait_for_who_reads_what_it_folds_away_unless_the_log_closes()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 5, "1h");
        await limiter.CheckAsync("a", 3);
        await limiter.DisposeAsync();
        using var log = LogEngine.Open(Disk.Open(), new LogSettings(false, 1, TimeSpan.FromSeconds(1)), Clock);
        var totals = new OpeningTotals(log.AsOpened);
        var isReading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goesOn = new ManualResetEventSlim();
        Disk.Before = (operation, _) =>
        {
            if (operation == "read" && isReading.TrySetResult())
                goesOn.Wait(Patience);
        };
        var reading = totals.ReadAsync();
        await isReading.Task.WaitAsync(Patience);
        var closes = new CancellationToken(canceled: true);

        Assert.ThrowsAny<OperationCanceledException>(() => totals.Settle(sums: null, closes)); // it would wait

        goesOn.Set();
        Assert.Equal([new LimitTotals(Algorithm.TokenBucket, null, 1, 1, 0, 3, 0)], (await reading.WaitAsync(Patience)).ToSnapshot().Totals);
        totals.Settle(sums: null, closes); // nobody reads any more
    }
}
