using System.Diagnostics;
using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Granted checks through the facade.</summary>
internal static class Checks
{
    public static Func<Place, Task<IWork>> Of(string[] keys, int callers, Mode mode, Algorithm algorithm = Algorithm.TokenBucket, long cost = 1) => async place =>
    {
        var directory = place.NewDirectory();
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, mode));
        // What a window remembers of an endless flow has a length of its own: a short period, so that it is reached at once.
        await Limits.AddAsync(limiter, keys, per: algorithm == Algorithm.TokenBucket ? Limits.Day : "1s", algorithm: algorithm);
        var (log, walk) = (new LogTally(directory), new KeyWalk(keys, callers));
        return new Work(length => Measured.LoopAsync(log, callers, length, (caller, n) => limiter.CheckAsync(walk[caller, n], cost), result => result.Allowed), limiter);
    };

    /// <summary>The same, on a log that is compacted nearly all the time: the next compaction is due with a fraction of what a round writes. Behind the round nothing is left of it that others would be measured beside.</summary>
    public static Func<Place, Task<IWork>> Compacting(string[] keys, int callers, Mode mode) => async place =>
    {
        var limiter = await Limiter.OpenAsync(Limits.Options(place.NewDirectory(), mode) with { CompactGrowthPercent = 100, CompactMinSize = 8 << 20 });
        await Limits.AddAsync(limiter, keys);
        var walk = new KeyWalk(keys, callers);
        return new Work(RunAsync, limiter);

        async Task<Sample> RunAsync(TimeSpan length)
        {
            var sample = await Measured.LoopAsync(log: null, callers, length, (caller, n) => limiter.CheckAsync(walk[caller, n]), result => result.Allowed);
            await limiter.CompactAsync();
            return sample;
        }
    };

    /// <summary>How many bytes the log grows by with a check that has a group for itself.</summary>
    public static async Task<long> BytesOfOneAsync(Place place)
    {
        var directory = place.NewDirectory();
        await using var limiter = await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch));
        await Limits.AddAsync(limiter, Limits.Hot);
        await limiter.CheckAsync(Limits.Hot[0]);
        var log = new LogTally(directory);
        log.Read();
        await limiter.CheckAsync(Limits.Hot[0]);
        return log.Read().Bytes is > 0 and var bytes ? bytes : throw new UnreachableException("a check has written nothing");
    }
}
