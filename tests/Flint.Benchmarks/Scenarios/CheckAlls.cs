using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Scenarios;

/// <summary>check_alls of the same three keys.</summary>
internal static class CheckAlls
{
    private static readonly CheckItem[] Items = ["tenant:a", "user:1", "endpoint:x"];

    public static Func<Place, Task<IWork>> Of(int callers, Mode mode) => async place =>
    {
        var directory = place.NewDirectory();
        var limiter = await Limiter.OpenAsync(Limits.Options(directory, mode));
        await Limits.AddAsync(limiter, Items.Select(item => item.Key));
        var log = new LogTally(directory);
        return new Work(length => Measured.LoopAsync(log, callers, length, (_, _) => limiter.CheckAllAsync(Items), result => result.Allowed), limiter);
    };
}
