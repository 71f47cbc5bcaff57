using Flint.Benchmarks.Compaction;
using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>Opening and compacting logs of one decision a line, in groups of 64, over ten keys; and checks while that goes on.</summary>
internal static class LongLogs
{
    /// <summary>What the sides share: the log as it was written, touched by nobody.</summary>
    public const string Pristine = "log";

    /// <summary>From opening until the first check is answered.</summary>
    public static Func<Place, Task<IWork>> Reopen(int lines) => place =>
    {
        Write(place, lines);
        return Task.FromResult<IWork>(new Work(async _ =>
        {
            var directory = Copy(place);
            Limiter? limiter = null;
            try
            {
                return await Measured.OnceAsync(null, async () =>
                {
                    limiter = await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch));
                    await limiter.CheckAsync(LongLog.Keys[0]);
                    return lines;
                });
            }
            finally
            {
                if (limiter is not null)
                    await limiter.DisposeAsync();
                Directory.Delete(directory, recursive: true);
            }
        }));
    };

    /// <summary>Folding the log on request, beside nothing else.</summary>
    public static Func<Place, Task<IWork>> Compact(int lines) => place =>
    {
        Write(place, lines);
        return Task.FromResult<IWork>(new Work(async _ =>
        {
            var directory = Copy(place);
            Sample sample;
            await using (var limiter = await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch)))
            {
                sample = await Measured.OnceAsync(null, async () =>
                {
                    await limiter.CompactAsync();
                    return lines;
                });
            }
            Directory.Delete(directory, recursive: true);
            return sample;
        }));
    };

    /// <summary>Checks of its keys, while it is compacted or for the length of a round.</summary>
    public static Func<Place, Task<IWork>> Checks(int lines, int callers, Mode mode, bool whileCompacting) => place =>
    {
        Write(place, lines);
        return Task.FromResult<IWork>(new Work(async length =>
        {
            var directory = Copy(place);
            Sample sample;
            await using (var limiter = await Limiter.OpenAsync(Limits.Options(directory, mode)))
            {
                await ClosedLoop.RunAsync(callers, length / 4, Check, result => result.Allowed); // wakes the keys
                var latencies = new Latencies(callers);
                sample = await Measured.OnceAsync(null, async () => // the tally cannot follow a log into its next file
                {
                    if (!whileCompacting)
                        return await ClosedLoop.RunAsync(callers, length, Check, result => result.Allowed, latencies);
                    var compaction = limiter.CompactAsync().AsTask();
                    return await ClosedLoop.RunAsync(callers, compaction.Wait, Check, result => result.Allowed, latencies);
                });
                sample = sample with { Latency = latencies.Stop().ToPercentiles() };

                ValueTask<CheckResult> Check(int caller, long n) => limiter.CheckAsync(LongLog.Keys[(caller + n) % LongLog.Keys.Length]);
            }
            Directory.Delete(directory, recursive: true);
            return sample;
        }));
    };

    // Both sides may ask for it; who comes first writes it.
    private static void Write(Place place, int lines)
    {
        if (!Directory.Exists(place.Shared(Pristine)))
            LongLog.Write(Directory.CreateDirectory(place.Shared(Pristine)).FullName, lines);
    }

    private static string Copy(Place place)
    {
        var directory = place.NewDirectory();
        foreach (var file in Directory.GetFiles(place.Shared(Pristine)))
        {
            var copy = Path.Combine(directory, Path.GetFileName(file));
            File.Copy(file, copy);
            // A log has been synced as it was written: the disk is not part of what is measured.
            using var handle = File.OpenHandle(copy, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }
        return directory;
    }
}
