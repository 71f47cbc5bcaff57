using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Granted checks through the facade.</summary>
internal sealed class CheckWork(Limiter limiter, LogTally log, string[] keys, int callers) : IWork
{
    private readonly KeyWalk _walk = new(keys, callers);

    public static async Task<IWork> OpenAsync(string directory, bool isDurable, string[] keys, int callers)
    {
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, isDurable));
        await Limits.AddAsync(limiter, keys);
        return new CheckWork(limiter, new LogTally(directory), keys, callers);
    }

    public async Task<Sample> RunAsync(TimeSpan length)
    {
        var watches = Stopwatches.Start(log);
        return watches.Stop(await ClosedLoop.RunAsync(callers, length, (caller, n) => limiter.CheckAsync(_walk[caller, n]), result => result.Allowed));
    }

    public ValueTask DisposeAsync() => limiter.DisposeAsync();
}
