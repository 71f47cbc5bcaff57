using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>SIGKILL under load, again and again on one directory: what was granted is counted, and nothing is counted that nobody asked for.</summary>
internal sealed record KillCampaign(FlintProgram Flint, string Sync, int Seed)
{
    private const string WrkSum = "wrk";

    public int Cycles { get; init; } = 20;

    public int Callers { get; init; } = 64;

    /// <summary>How many keys the callers share; every tenth has a rate of <see cref="NarrowRate"/> a day, so that there are denials, the others one that is never spent.</summary>
    public int Keys { get; init; } = 100;

    public int NarrowRate { get; init; } = 100;

    /// <summary>Each cycle kills after so many answers, and up to as many more by the seed.</summary>
    public int Answers { get; init; } = 1_500;

    /// <summary>Connections of wrk beside our callers; 0 for none.</summary>
    public int WrkConnections { get; init; } = 32;

    /// <summary>How often a compaction is asked for; null: never. Each cycle kills after none to three of them have ended, and then so many answers.</summary>
    public TimeSpan? CompactEvery { get; init; }

    /// <summary>The ways to die, one for each cycle by the seed.</summary>
    public IReadOnlyList<Death> Deaths { get; init; } = [Death.Killed];

    /// <summary>How long the median of the restarts may take, from exec to the first 200 of health.</summary>
    public TimeSpan MedianStart { get; init; } = TimeSpan.MaxValue;

    /// <summary>How long any of them may take.</summary>
    public TimeSpan SlowestStart { get; init; } = TimeSpan.MaxValue;

    private string Name => CompactEvery is null ? "kill" : "kill-compact";

    public async Task RunAsync(Report report)
    {
        report.Say($"{Name}: sync {Sync}, {Cycles} cycles, {Callers} callers on {Keys} keys, wrk with {WrkConnections} connections{(CompactEvery is { } every ? $", compaction every {every.TotalMilliseconds} ms" : "")}, seed {Seed}");
        using var directory = new DataDirectory();
        var campaign = new Campaign(this, directory, report);
        for (var cycle = 0; cycle < Cycles; cycle++)
            await campaign.CycleAsync(cycle);
        await campaign.EndAsync();
    }

    private sealed class Campaign
    {
        private readonly KillCampaign _plan;
        private readonly DataDirectory _directory;
        private readonly Report _report;
        private readonly string[] _keys;
        private readonly Ledger _ledger;
        private readonly Random _random;
        private readonly List<TimeSpan> _starts = [];
        private readonly Dictionary<Death, int> _deaths = [];
        private (long Granted, long Denied, long InDoubt, long Surplus, long Wrk, long Compactions) _sum;

        public Campaign(KillCampaign plan, DataDirectory directory, Report report)
        {
            (_plan, _directory, _report, _random) = (plan, directory, report, new Random(plan.Seed));
            _keys = [.. Enumerable.Range(0, plan.Keys).Select(key => $"ledger:{key}")];
            _ledger = new Ledger([.. _keys, WrkSum]);
        }

        public async Task CycleAsync(int cycle)
        {
            await using var server = await StartAsync(cycle);
            using var http = new FlintHttp(server.Url);
            if (cycle == 0)
            {
                await Task.WhenAll(Wrk.Keys.Select(key => http.LimitAsync(key, 1_000_000_000)));
                await Task.WhenAll(_keys.Select((key, index) => http.LimitAsync(key, index % 10 == 9 ? _plan.NarrowRate : 1_000_000_000)));
            }
            await SettleAsync(http, cycle);
            using var wrk = _plan.WrkConnections > 0 ? Wrk.Start(server.Url, _plan.WrkConnections, TimeSpan.FromMinutes(2)) : null;
            var compactions = _plan.CompactEvery is { } every ? new CompactionLoop(http, every) : null;
            var callers = new Callers(http, _plan.Callers, _keys, _ledger, _random.Next());
            var death = _plan.Deaths[_random.Next(_plan.Deaths.Count)];
            if (compactions is not null)
                await compactions.ReachedAsync(_random.Next(4));
            await DieAsync(server, callers, death);
            await callers.Ended;
            var compacted = compactions is null ? 0 : await compactions.EndedAsync();
            var (granted, denied, inDoubt) = (_ledger.Answers(Outcome.Granted), _ledger.Answers(Outcome.Denied), _ledger.Answers(Outcome.Unknown));
            _report.Require(_ledger.Answers(Outcome.NotDecided) + _ledger.Answers(Outcome.StorageFailed) == 0, $"cycle {cycle}: a sound server answered with errors");
            var answered = wrk is null ? 0 : await EndAsync(wrk, cycle);
            _sum = (_sum.Granted + granted, _sum.Denied + denied, _sum.InDoubt + inDoubt, _sum.Surplus, _sum.Wrk + answered, _sum.Compactions + compacted);
            _deaths[death] = _deaths.GetValueOrDefault(death) + 1;
            _report.Say($"cycle {cycle}: {death} after {granted} grants and {denied} denials to the callers{(wrk is null ? "" : $", {answered} answers to wrk")}{(compactions is null ? "" : $", {compacted} compactions")}; {inDoubt} callers in doubt");
        }

        public async Task EndAsync()
        {
            await using var last = await StartAsync(_plan.Cycles);
            using (var http = new FlintHttp(last.Url))
                await SettleAsync(http, _plan.Cycles);
            _report.Require(await last.TerminateAsync() == 0, "the last server did not end with 0");
            _starts.Sort();
            var (median, slowest) = (_starts[_starts.Count / 2], _starts[^1]);
            _report.Require(median <= _plan.MedianStart, $"the median of the starts is {median.TotalMilliseconds:F0} ms");
            _report.Require(slowest <= _plan.SlowestStart, $"a start took {slowest.TotalMilliseconds:F0} ms");
            _report.Require(_plan.CompactEvery is null || _sum.Compactions > 0, "no compaction ever ended");
            _report.Say($"{_plan.Name}: sync {_plan.Sync}, {string.Join(", ", _deaths.OrderBy(death => death.Key).Select(death => $"{death.Value} x {death.Key}"))}; answered {_sum.Granted} grants and {_sum.Denied} denials, {_sum.Wrk} to wrk; {_sum.InDoubt} callers and as many as {_plan.WrkConnections * _plan.Cycles} of wrk's in doubt, {_sum.Surplus} of those counted; {_sum.Compactions} compactions; log {_directory.UsedBytes():N0} bytes, {_directory.Names.Count} files");
            _report.Say(string.Create(CultureInfo.InvariantCulture, $"{_plan.Name}: exec to the first 200 of /v1/health, {_starts.Count} restarts: median {median.TotalMilliseconds:F0} ms, slowest {slowest.TotalMilliseconds:F0} ms"));
        }

        private async Task<FlintServer> StartAsync(int cycle)
        {
            var server = await FlintServer.StartAsync(_plan.Flint, _directory.Path, $"--sync {_plan.Sync}");
            if (cycle > 0)
                _starts.Add(server.UntilHealthy);
            return server;
        }

        private async Task SettleAsync(FlintHttp http, int cycle)
        {
            var counted = await http.CountedAsync();
            foreach (var key in _keys.Where((_, index) => index % 10 == 9 && cycle > 0))
                _report.Require(counted[key].Allowed <= _plan.NarrowRate, $"after kill {cycle}: {key} was granted {counted[key].Allowed} times");

            // wrk does not say which answers were for which key.
            counted[WrkSum] = new Counted(Wrk.Keys.Sum(key => counted[key].Allowed), Wrk.Keys.Sum(key => counted[key].Denied));
            _sum.Surplus += _ledger.Settle(counted, _report, $"after kill {cycle}");
        }

        private async Task DieAsync(FlintServer server, Callers callers, Death death)
        {
            var answers = callers.Answers + _plan.Answers + _random.Next(_plan.Answers);
            await callers.AnsweredAsync(answers);
            if (death != Death.Killed)
            {
                Signals.Stop(server.Process);
                using var still = new PeriodicTimer(TimeSpan.FromMilliseconds(_random.Next(50, 1_000)));
                await still.WaitForNextTickAsync();
            }
            if (death == Death.KilledAfterAStop)
            {
                Signals.Continue(server.Process);
                await callers.AnsweredAsync(callers.Answers + 1 + _random.Next(_plan.Answers));
            }
            _report.Require(!callers.Ended.IsCompleted, $"the callers ended before the kill: {server.Errors}");
            await server.KillAsync();
        }

        private async Task<long> EndAsync(Wrk wrk, int cycle)
        {
            var (answers, errors, output) = await wrk.EndAsync();
            _report.Require(answers > 0 && errors == 0, $"cycle {cycle}: wrk had {answers} answers, {errors} of them errors: {output}");
            _ledger.Record(WrkSum, Outcome.Granted, answers);
            _ledger.Record(WrkSum, Outcome.Unknown, _plan.WrkConnections);
            return answers;
        }
    }
}
