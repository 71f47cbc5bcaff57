using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class ManyCallersTests : DiskLimits
{
    public static TheoryData<Algorithm, bool> Modes
    {
        get
        {
            var modes = new TheoryData<Algorithm, bool>();
            foreach (var algorithm in Enum.GetValues<Algorithm>())
            {
                modes.Add(algorithm, false);
                modes.Add(algorithm, true);
            }
            return modes;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Key_should_grant_exactly_its_rate_to_256_callers(Algorithm algorithm, bool isBatch)
    {
        var limiter = Open(isBatch ? SyncMode.Batch() : SyncMode.Always);
        await limiter.LimitAsync("hot", 1_000, "1d", algorithm);

        var granted = await SpendAll(limiter, () => { });

        Assert.Equal(1_000, granted);
        Assert.Equal((1_000, 0), ((await limiter.StatusAsync("hot"))!.TotalAllowed, (await limiter.StatusAsync("hot"))!.Remaining));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Kill_half_way_should_lose_no_answer_and_admit_no_more(Algorithm algorithm, bool isBatch)
    {
        var sync = isBatch ? SyncMode.Batch() : SyncMode.Always;
        var limiter = Open(sync);
        await limiter.LimitAsync("hot", 1_000, "1d", algorithm);

        // What was answered before the moment of the kill is counted by the disk that it leaves.
        var answered = 0;
        var answeredAtKill = 0;
        await SpendAll(limiter, () =>
        {
            if (Interlocked.Increment(ref answered) == 500)
            {
                answeredAtKill = Volatile.Read(ref answered);
                Kill();
            }
        });
        limiter = Open(sync);
        var counted = (await limiter.StatusAsync("hot"))!.TotalAllowed;
        var rest = await SpendAll(limiter, () => { });

        Assert.InRange(counted, answeredAtKill, 1_000);
        Assert.Equal(1_000, counted + rest);
    }

    private static async Task<long> SpendAll(Limiter limiter, Action granted) => (await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => Task.Run(async () =>
    {
        var mine = 0L;
        while (await limiter.AllowAsync("hot"))
        {
            mine++;
            granted();
        }
        return mine;
    })))).Sum();
}
