using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>Opens what a crash left with a limiter and all its actors: it must count what its log says, and go on.</summary>
internal static class LimiterJudge
{
    private const string After = "judge-after";

    /// <summary>What is wrong with it, or null.</summary>
    public static async Task<string?> OfAsync(DiskImage left)
    {
        var disk = left.ToDisk();
        disk.RoomAhead = 0;
        Totals expected;
        using (var log = LogLife.OpenEngine(disk.Kill(), isBatch: false))
            expected = Totals.Of(log);
        var limiter = LimiterLife.Open(disk, isBatch: false);
        var counted = await Totals.OfAsync(limiter);
        if (counted.ToString() != expected.ToString())
            return $"it counts {counted}, and its log says {expected}";
        await limiter.LimitAsync(After, 5, "1d");
        if (!await limiter.AllowAsync(After, 2) || !await limiter.AllowAllAsync([new(After, 2)]))
            return "it does not grant";
        expected.Add(After, (5, 2, 4));
        var killed = disk.Kill();
        await limiter.DisposeAsync();
        using var again = LogLife.OpenEngine(killed, isBatch: false);
        var found = Totals.Of(again);
        return found.ToString() == expected.ToString() ? null : $"killed, it counts {found} where {expected} was answered";
    }
}
