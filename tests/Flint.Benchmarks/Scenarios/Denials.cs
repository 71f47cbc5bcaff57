using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Checks of a key of which nothing is left.</summary>
internal static class Denials
{
    public static Func<Place, Task<IWork>> Of(int callers) => async place =>
    {
        var directory = place.NewDirectory();
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch));
        await Limits.AddAsync(limiter, Limits.Hot, rate: 1, per: "3660d");
        await limiter.CheckAsync(Limits.Hot[0]);
        var log = new LogTally(directory);
        return new Work(length => Measured.LoopAsync(log, callers, length, (_, _) => limiter.CheckAsync(Limits.Hot[0]), result => !result.Allowed), limiter);
    };
}
