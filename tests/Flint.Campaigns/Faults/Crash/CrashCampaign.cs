using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>Crash states: lives of a log are recorded, and everything that a crash at any of their moments may leave is opened.</summary>
internal sealed record CrashCampaign(int Seed)
{
    // A state in so many is crashed again while it is opened, and so many of what that may leave are opened, too.
    private const int RecoveriesOneIn = 40;
    private const int RecoveriesOfKillsOneIn = 4;
    private const int StatesARecovery = 40;

    // A state in so many is opened by a limiter with all its actors, too.
    private const int LimitersOneIn = 300;

    private readonly ConcurrentDictionary<UInt128, byte> _distinct = new();
    private readonly ConcurrentDictionary<(UInt128, UInt128, IWitness, int), byte> _judged = new();
    private readonly ConcurrentDictionary<string, int> _families = new();
    private int _limiters;

    /// <summary>How many distinct states are wanted at least.</summary>
    public int States { get; init; } = 250_000;

    /// <summary>The workload that is recorded; null: all.</summary>
    public string? Only { get; init; }

    /// <summary>Whether limiters live the workloads, or logs alone; null: both.</summary>
    public bool? IsOfLimiters { get; init; }

    public async Task RunAsync(Report report)
    {
        var clock = Stopwatch.StartNew();
        var workloads = Workload.All.Where(workload => (Only is null || workload.Name == Only) && (IsOfLimiters ?? workload.IsOfLimiter) == workload.IsOfLimiter).ToArray();
        var moments = 0;
        for (var round = 1; _distinct.Count < States && !report.HasEnough; round++)
        {
            var share = ((States - _distinct.Count) / workloads.Length) + 1;
            for (var i = 0; i < workloads.Length && !report.HasEnough; i++)
                moments += await TryAsync(workloads[i], new Random(HashOf(round, i)), share, report);
        }
        var seconds = clock.Elapsed.TotalSeconds;
        report.Say(string.Create(CultureInfo.InvariantCulture,
            $"crash: {_distinct.Count} distinct states at {moments} moments of {workloads.Length} workloads, {_judged.Count} judged, {seconds:0} s, {_limiters} by limiters, {_judged.Count / seconds:0}/s, seed {Seed}"));
        report.Say("crash: " + string.Join(", ", _families.OrderBy(family => family.Key, StringComparer.Ordinal).Select(family => $"{family.Key} {family.Value}")));
    }

    // Not HashCode.Combine, which differs from process to process.
    private int HashOf(int round, int workload) => unchecked(((Seed * 31) + round) * 1_009 + workload);

    private async Task<int> TryAsync(Workload workload, Random random, int share, Report report)
    {
        var moments = await new Recording(workload, random, report).RunAsync();
        var states = Mixed(moments.SelectMany(moment => CrashFamilies.Of(moment.Disk, random).Select(state => (Moment: moment, State: state))), random);
        var before = _distinct.Count;
        Parallel.For(0, Math.Min(share, states.Length), i => Try(workload, states[i].Moment, states[i].State, isRecovery: false, report));
        report.Say(string.Create(CultureInfo.InvariantCulture, $"crash: {workload.Name}: {_distinct.Count - before} new states of {states.Length} at {moments.Count} moments"));
        return moments.Count;
    }

    private void Try(Workload workload, CrashMoment moment, CrashState state, bool isRecovery, Report report)
    {
        var left = state.Build();
        var hash = left.Hash();
        if (_distinct.TryAdd(hash, 0))
            _families.AddOrUpdate(isRecovery ? "F8" : state.Family, 1, static (_, count) => count + 1);
        var least = state.IsKill ? moment.Done : moment.Durable;
        // Where only the process died, what is not durable yet is a part of what it left.
        var durable = state.IsKill ? moment.Disk.Leave(moment.Disk.Names([]), static file => file.Durable).Hash() : 0;
        if (!_judged.TryAdd((hash, durable, moment.Witness, least), 0) || report.HasEnough)
            return;
        report.Try();
        // By its content, not by its turn: whichever of two equal states comes first, the same is done.
        var random = new Random(unchecked((int)(uint)(hash ^ durable)) ^ Seed);
        var during = !isRecovery && random.Next(state.IsKill ? RecoveriesOfKillsOneIn : RecoveriesOneIn) == 0 ? new List<(string After, Testing.CrashPoint Disk)>() : null;
        var (wrong, text) = Judge.Of(state.IsKill ? moment.Disk.Kill() : left.ToDisk(), moment.Witness, least, moment.Issued, during is null ? null : (call, disk) => during.Add((call.ToString(), disk)));
        report.Require(wrong is null, $"{workload.Name}, {moment.After}, {(isRecovery ? "F8, " : "")}{state.Family} {state.Detail}: {wrong}");
        if (wrong is null && random.Next(LimitersOneIn) == 0)
        {
            Interlocked.Increment(ref _limiters);
            var said = LimiterJudge.OfAsync(left).GetAwaiter().GetResult();
            report.Require(said is null, $"{workload.Name}, {moment.After}, {state.Family} {state.Detail}, opened by a limiter: {said}");
        }
        if (during is null || wrong is not null)
            return;
        // Of what only the page cache holds, nothing is sure before the opening ends.
        var before = state.IsKill ? moment : moment with { Witness = new RecoveryWitness(moment.Witness, text), Durable = 0, Done = 0, Issued = 0 };
        var again = Mixed(during.SelectMany(point => CrashFamilies.Of(point.Disk, random)
            .Select(next => (Moment: before with { After = $"{moment.After}, {state.Family} {state.Detail}, opened up to {point.After}", Disk = point.Disk }, State: next))), random);
        foreach (var (next, nextState) in again.Take(StatesARecovery))
            Try(workload, next, nextState, isRecovery: true, report);
    }

    // In turns of the families, each in an order of chance: most of all states are torn writes, and the first so many must not be those alone.
    private static (CrashMoment Moment, CrashState State)[] Mixed(IEnumerable<(CrashMoment Moment, CrashState State)> states, Random random)
    {
        var families = states.GroupBy(state => state.State.Family).Select(family => family.ToArray()).ToArray();
        foreach (var family in families)
            random.Shuffle(family);
        return [.. Enumerable.Range(0, families.Select(family => family.Length).DefaultIfEmpty().Max()).SelectMany(turn => families.Where(family => turn < family.Length).Select(family => family[turn]))];
    }
}
