using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>The first compaction of a log sums up on its way what the log held when it was opened: it must count whole or not at all, whoever asks meanwhile.</summary>
public sealed class TotalsBesideCompactionTests : DiskLimits
{
    // Created once all that is to be folded was found as it was written.
    private const string NextSnapshot = "flint.snapshot.next";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static IReadOnlyList<LimitTotals> All => [new(Algorithm.TokenBucket, null, 2, 3, 0, 9, 0)];

    [Theory]
    [InlineData("read", 1)]
    [InlineData("read", 3)]
    [InlineData("write", 1)]
    [InlineData("sync", 1)]
    public async Task Totals_should_be_known_where_the_first_compaction_has_failed(string operation, int at)
    {
        var limiter = await OpenAgain();
        var isFolding = false;
        Disk.Fault = new(call => (isFolding |= call.File == NextSnapshot) && call.Operation == operation, at, DiskFault.InputOutputError);
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CompactAsync());
        Assert.True(Disk.Fault.HasStruck);
        Disk.Fault = null;

        Assert.Equal(All, await limiter.TotalsAsync());
        await limiter.CompactAsync();
        Assert.Equal(All, await limiter.TotalsAsync());
        Kill();
        Assert.Equal(All, await Open().TotalsAsync());
    }

    [Fact]
    public async Task Compaction_that_has_failed_half_way_should_not_count_twice()
    {
        var limiter = await OpenAgain();
        var isFolding = false;
        Disk.Fault = new(call => (isFolding |= call.File == NextSnapshot) && call.Operation == "read", At: 3, DiskFault.InputOutputError);
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CompactAsync());
        Assert.True(Disk.Fault.HasStruck);
        Disk.Fault = null;

        await limiter.CompactAsync();

        Assert.Equal(All, await limiter.TotalsAsync());
    }

    [Fact]
    public async Task Totals_should_be_answered_while_the_first_compaction_runs()
    {
        var limiter = await OpenAgain();
        var (isFolding, arrived) = (false, Signal());
        using var goesOn = new ManualResetEventSlim();
        Disk.Before = (operation, file) =>
        {
            if ((isFolding |= file == NextSnapshot) && operation == "read" && arrived.TrySetResult())
                goesOn.Wait(Patience);
        };
        var compaction = limiter.CompactAsync().AsTask();
        await arrived.Task.WaitAsync(Patience);
        try
        {
            Assert.Equal(All, await limiter.TotalsAsync().AsTask().WaitAsync(Patience));
        }
        finally
        {
            goesOn.Set();
        }
        await compaction.WaitAsync(Patience);

        await KeepAsync(limiter);
    }

    [Fact]
    public async Task Totals_that_are_being_read_when_a_compaction_begins_should_be_whole()
    {
        var limiter = await OpenAgain();
        var (isReading, isFolding) = (Signal(), Signal());
        using var goesOn = new ManualResetEventSlim();
        Disk.Before = (operation, file) =>
        {
            if (file == NextSnapshot)
                isFolding.TrySetResult();
            if (operation == "read" && isReading.TrySetResult())
                goesOn.Wait(Patience);
        };
        var totals = limiter.TotalsAsync().AsTask();
        await isReading.Task.WaitAsync(Patience);
        var compaction = limiter.CompactAsync().AsTask();
        try
        {
            await isFolding.Task.WaitAsync(Patience);
        }
        finally
        {
            goesOn.Set();
        }
        Assert.Equal(All, await totals.WaitAsync(Patience));
        await compaction.WaitAsync(Patience);

        await KeepAsync(limiter);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task KeepAsync(Limiter limiter)
    {
        await limiter.CompactAsync();
        Assert.Equal(All, await limiter.TotalsAsync());
        Kill();
        Assert.Equal(All, await Open().TotalsAsync());
    }

    // One that was written to before, and since. Its lines stand so far apart that they are read one after the other: those of one key, its last one, those of the other.
    private async Task<Limiter> OpenAgain()
    {
        var limiter = Open();
        await limiter.LimitAsync("a", 50, "1h");
        await limiter.CheckAsync("a", 3);
        for (var i = 0; i < 200; i++)
            await limiter.RemoveTemplateAsync(await TemplateAsync(limiter, $"{i}:{new string('x', 400)}"));
        await limiter.LimitAsync("b", 50, "1h");
        await limiter.CheckAsync("b", 2);
        await limiter.DisposeAsync();
        limiter = Open();
        await limiter.CheckAsync("a", 4);
        return limiter;
    }

    private static async Task<string> TemplateAsync(Limiter limiter, string pattern)
    {
        await limiter.TemplateAsync(pattern, rate: 5, per: "1h");
        return pattern;
    }
}
