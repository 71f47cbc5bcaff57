using System.Diagnostics;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Attack;

/// <summary>The process under attack: a limiter in <c>batch</c>, some configured keys that are checked at a steady pace, and attackers with a new key for each check, in turn without and with.</summary>
internal sealed record FloodedProcess(int Keys, int Seed)
{
    private const int Configured = 100;

    /// <summary>How many attackers there are: each waits for its answer.</summary>
    public required int Callers { get; init; }

    public required int Rounds { get; init; }

    public required TimeSpan Quiet { get; init; }

    // Compiles the code on both sides before anything is timed.
    private int WarmUp => Math.Min(Keys / 10, 20_000);

    /// <summary>Lives through the attack.</summary>
    public async Task<FloodFigures> RunAsync()
    {
        using var directory = new DataDirectory();
        using var peaks = new Peaks();
        await using var limiter = await Limiter.OpenAsync(new LimiterOptions { DataDirectory = directory.Path, Sync = SyncMode.Batch() });
        await limiter.TemplateAsync(MadeUpKeys.Pattern, rate: 100, per: "1m");
        var configured = Enumerable.Range(0, Configured).Select(i => $"user:{i}").ToArray();
        foreach (var key in configured)
            await limiter.LimitAsync(key, LimitRules.MaxRate, "1d");
        var attackers = new Attackers(limiter, Callers, Seed);
        var caller = new SteadyCaller(limiter, configured);
        await caller.BesideAsync(attackers.CheckAsync(WarmUp));

        var rounds = new List<FloodRound>();
        var (began, paused) = (Stopwatch.GetTimestamp(), GC.GetTotalPauseDuration());
        for (var round = 0; round < Rounds; round++)
            rounds.Add(await RoundAsync(caller, attackers, KeysOf(round)));
        var pausedPercent = 100 * (GC.GetTotalPauseDuration() - paused) / Stopwatch.GetElapsedTime(began);

        peaks.Look();
        var (counted, listed) = (0L, 0L);
        await foreach (var status in limiter.ListAsync())
        {
            if (status.Key.StartsWith(MadeUpKeys.Prefix, StringComparison.Ordinal))
                listed += status.TotalAllowed;
            else
                counted += status.TotalAllowed;
        }
        return new FloodFigures(
            rounds,
            new LegitimateChecks(caller.Asked, caller.Granted, counted, caller.Failure),
            new AttackChecks(attackers.Granted, attackers.Overloaded, listed),
            new MostMemory(peaks.HeapMiB, Peaks.WorkingSetMiB, peaks.MostAwake, pausedPercent));
    }

    private async Task<FloodRound> RoundAsync(SteadyCaller caller, Attackers attackers, int keys)
    {
        var quiet = await caller.BesideAsync(Task.Delay(Quiet));
        var start = Stopwatch.GetTimestamp();
        var beside = await caller.BesideAsync(attackers.CheckAsync(keys));
        return new FloodRound(
            quiet.Microseconds(0.5), quiet.Microseconds(0.99), beside.Microseconds(0.5), beside.Microseconds(0.99), beside.Latest.TotalMicroseconds,
            keys / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    // All keys, the warm-up's included.
    private int KeysOf(int round) => (int)(((Keys - WarmUp) * (round + 1L) / Rounds) - ((Keys - WarmUp) * (long)round / Rounds));
}
