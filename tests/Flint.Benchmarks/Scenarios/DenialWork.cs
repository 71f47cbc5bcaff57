using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Checks of a key of which nothing is left.</summary>
internal sealed class DenialWork(Limiter limiter, LogTally log, int callers) : IWork
{
    private const string Key = "empty";

    public static async Task<IWork> OpenAsync(string directory, int callers)
    {
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, isDurable: false));
        await Limits.AddAsync(limiter, [Key], rate: 1, per: "3660d");
        await limiter.CheckAsync(Key);
        return new DenialWork(limiter, new LogTally(directory), callers);
    }

    public async Task<Sample> RunAsync(TimeSpan length)
    {
        var watches = Stopwatches.Start(log);
        return watches.Stop(await ClosedLoop.RunAsync(callers, length, (_, _) => limiter.CheckAsync(Key), result => !result.Allowed));
    }

    public ValueTask DisposeAsync() => limiter.DisposeAsync();
}
