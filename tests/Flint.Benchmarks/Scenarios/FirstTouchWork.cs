using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>The first check of keys whose limits stand in the log: each starts its actor and recovers. A round is so many keys, however long they take.</summary>
internal sealed class FirstTouchWork(string directory, int callers) : IWork
{
    private const int KeysASecond = 20_000;

    private int _round;

    public static Task<IWork> OpenAsync(string directory, int callers) => Task.FromResult<IWork>(new FirstTouchWork(directory, callers));

    public async Task<Sample> RunAsync(TimeSpan length)
    {
        var place = Path.Combine(directory, $"round-{_round++}");
        var keys = Enumerable.Range(0, (int)(KeysASecond * length.TotalSeconds)).Select(i => $"api:user-{i}").ToArray();
        await using (var before = await Limiter.OpenAsync(Limits.Options(place, isDurable: false)))
            await Limits.AddAsync(before, keys);

        await using var limiter = await Limiter.OpenAsync(Limits.Options(place, isDurable: false));
        var watches = Stopwatches.Start(new LogTally(place));
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i < keys.Length)
                await limiter.CheckAsync(keys[i]);
        })));
        return watches.Stop(keys.Length);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
