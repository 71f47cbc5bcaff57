using System.Diagnostics;
using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>All keys with their status, to the last; none of them is woken by it.</summary>
internal static class Lists
{
    public static Func<Place, Task<IWork>> Of(int keys, bool areAwake) => async place =>
    {
        var directory = place.NewDirectory();
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch));
        await Limits.AddAsync(limiter, Limits.Keys(keys));
        if (areAwake)
            await Limits.WakeAsync(limiter, Limits.Keys(keys));
        else
        {
            await limiter.DisposeAsync();
            limiter = await Limiter.OpenAsync(Limits.Options(directory, Mode.Batch));
        }
        return new Work(_ => Measured.OnceAsync(null, async () =>
        {
            var count = 0;
            await foreach (var status in limiter.ListAsync())
                count++;
            return count == keys ? count : throw new UnreachableException($"{count} of {keys} keys are listed");
        }), limiter);
    };
}
