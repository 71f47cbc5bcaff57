using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>
/// The first check of keys whose limits stand in the log: each is read there and charged in its sleep. Or of keys that nobody has heard of, and for which a template speaks. Or the one of keys that came a short while
/// ago: each starts its actor and recovers. A round has a limiter and a directory of its own.
/// </summary>
internal static class FirstTouches
{
    public static Func<Place, Task<IWork>> Of(int keys, int callers) => With(keys, callers, async (directory, names) =>
    {
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch));
        await Limits.AddAsync(limiter, names);
        await limiter.DisposeAsync();
        return await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch));
    });

    public static Func<Place, Task<IWork>> MadeUp(int keys, int callers) => With(keys, callers, async (directory, _) =>
    {
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch));
        await limiter.TemplateAsync("*", Limits.Endless, Limits.Day);
        return limiter;
    });

    /// <param name="keys">No more than a limiter remembers to have come: as many as may be awake.</param>
    /// <param name="callers">How many at once.</param>
    public static Func<Place, Task<IWork>> Waking(int keys, int callers) => With(keys, callers, async (directory, names) =>
    {
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch));
        await Limits.AddAsync(limiter, names);
        return limiter;
    });

    private static Func<Place, Task<IWork>> With(int keys, int callers, Func<string, string[], Task<Limiter>> openAsync) => place => Task.FromResult<IWork>(new Work(async _ =>
    {
        var directory = place.NewDirectory();
        var names = Limits.Keys(keys).ToArray();
        await using var limiter = await openAsync(directory, names);
        return await Measured.OnceAsync(new LogTally(directory), async () =>
        {
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) is var i && i < names.Length)
                    await limiter.CheckAsync(names[i]);
            })));
            return names.Length;
        });
    }));
}
