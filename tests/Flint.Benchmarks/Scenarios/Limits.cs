namespace Flint.Benchmarks.Scenarios;

/// <summary>The limits of the benchmarks.</summary>
internal static class Limits
{
    private const int AtOnce = 256;

    /// <summary>A rate that no benchmark uses up.</summary>
    public const long Endless = 1_000_000_000_000;

    public const string Day = "1d";

    public static readonly string[] Hot = ["hot"];

    public static readonly string[] Spread = [.. Keys(1_000)];

    /// <summary>The first so many keys.</summary>
    public static IEnumerable<string> Keys(int count) => Enumerable.Range(0, count).Select(i => $"api:user-{i}");

    public static LimiterOptions Options(string directory, Mode mode) =>
        new() { DataDirectory = directory, Sync = mode.Sync, CompactGrowthPercent = 0 };

    /// <summary>Configures the keys, many at a time.</summary>
    public static async Task AddAsync(ILimiter limiter, IEnumerable<string> keys, long rate = Endless, string per = Day, Algorithm algorithm = Algorithm.TokenBucket)
    {
        foreach (var some in keys.Chunk(AtOnce))
            await Task.WhenAll(some.Select(key => limiter.LimitAsync(key, rate, per, algorithm).AsTask()));
    }

    /// <summary>Checks keys that have just been configured: the next use after that wakes them.</summary>
    public static async Task WakeAsync(ILimiter limiter, IEnumerable<string> keys)
    {
        foreach (var some in keys.Chunk(AtOnce))
            await Task.WhenAll(some.Select(key => limiter.CheckAsync(key).AsTask()));
    }
}
