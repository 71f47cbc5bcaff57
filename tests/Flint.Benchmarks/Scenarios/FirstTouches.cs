using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>The first check of keys whose limits stand in the log: each starts its actor and recovers. A round has a limiter and a directory of its own.</summary>
internal static class FirstTouches
{
    public static Func<Place, Task<IWork>> Of(int keys, int callers) => place => Task.FromResult<IWork>(new Work(async _ =>
    {
        var directory = place.NewDirectory();
        var names = Limits.Keys(keys).ToArray();
        await using (var before = await Limiter.OpenAsync(Limits.Options(directory, isDurable: false)))
            await Limits.AddAsync(before, names);

        await using var limiter = await Limiter.OpenAsync(Limits.Options(directory, isDurable: false));
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
