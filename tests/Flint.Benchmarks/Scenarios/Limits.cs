namespace Flint.Benchmarks.Scenarios;

/// <summary>The limits of the benchmarks.</summary>
internal static class Limits
{
    private const int AtOnce = 256;

    /// <summary>A rate that no benchmark uses up.</summary>
    public const long Endless = 1_000_000_000_000;

    public const string Day = "1d";

    public static LimiterOptions Options(string directory, bool isDurable) =>
        new() { DataDirectory = directory, Sync = isDurable ? SyncMode.Always : SyncMode.Batch(), CompactGrowthPercent = 0 };

    /// <summary>Configures the keys, many at a time.</summary>
    public static async Task AddAsync(ILimiter limiter, IEnumerable<string> keys, long rate = Endless, string per = Day)
    {
        foreach (var some in keys.Chunk(AtOnce))
            await Task.WhenAll(some.Select(key => limiter.LimitAsync(key, rate, per).AsTask()));
    }
}
