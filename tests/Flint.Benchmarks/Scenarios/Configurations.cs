using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Limits for so many new keys, all asked for at once. A round has a limiter and a directory of its own.</summary>
internal static class Configurations
{
    public static Func<Place, Task<IWork>> Of(int keys, Mode mode) => place => Task.FromResult<IWork>(new Work(async _ =>
    {
        var directory = place.NewDirectory();
        await using var limiter = await Limiter.OpenAsync(Limits.Options(directory, mode));
        var names = Limits.Keys(keys).ToArray();
        return await Measured.OnceAsync(new LogTally(directory), async () =>
        {
            await Task.WhenAll(names.Select(key => limiter.LimitAsync(key, Limits.Endless, Limits.Day).AsTask()));
            return keys;
        });
    }));
}
