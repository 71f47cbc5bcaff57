using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>check_alls of the same three keys.</summary>
internal sealed class CheckAllWork(Limiter limiter, LogTally log, int callers) : IWork
{
    private static readonly CheckItem[] Items = ["tenant:a", "user:1", "endpoint:x"];

    public static async Task<IWork> OpenAsync(string directory, bool isDurable, int callers)
    {
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, isDurable));
        await Limits.AddAsync(limiter, Items.Select(item => item.Key));
        return new CheckAllWork(limiter, new LogTally(directory), callers);
    }

    public async Task<Sample> RunAsync(TimeSpan length)
    {
        var watches = Stopwatches.Start(log);
        return watches.Stop(await ClosedLoop.RunAsync(callers, length, (_, _) => limiter.CheckAllAsync(Items), result => result.Allowed));
    }

    public ValueTask DisposeAsync() => limiter.DisposeAsync();
}
