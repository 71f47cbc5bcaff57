using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>
/// SIGKILL as the server enters a chosen system call: its n-th of a thread since exec, which is often one of opening what the kill before has left, and one of the next
/// under load and compaction. Each state is judged by a copy, so that the next server finds it as the kill left it.
/// </summary>
internal sealed record SyscallKillCampaign(FlintProgram Flint, string Sync, int Seed)
{
    private const int KilledCode = 128 + 9;
    private const string Snapshot = "flint.snapshot.next";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The calls that change a directory; and those on a snapshot in the making apart, since the log has most of them.</summary>
    public IReadOnlyList<SyscallTarget> Targets { get; init; } =
    [
        SyscallTarget.Writes, SyscallTarget.Syncs, SyscallTarget.NameSyncs, SyscallTarget.Renames, SyscallTarget.Cuts, SyscallTarget.Deletes,
        SyscallTarget.Writes with { File = Snapshot }, SyscallTarget.Syncs with { File = Snapshot }, SyscallTarget.Renames with { File = Snapshot },
    ];

    /// <summary>Each call is tried as the first, the second … of a thread, up to so many times, or until three servers have lived through all.</summary>
    public int FromExec { get; init; } = 40;

    /// <summary>How many servers are killed at a call of the next, under load, by the seed.</summary>
    public int UnderLoad { get; init; } = 60;

    public int Callers { get; init; } = 16;

    public int Keys { get; init; } = 20;

    public async Task RunAsync(Report report)
    {
        report.Say($"strace-kill: sync {Sync}, {Callers} callers on {Keys} keys, compaction every 100 ms, seed {Seed}");
        using var directory = new DataDirectory();
        var campaign = new Campaign(this, directory, report);
        await campaign.ConfigureAsync();
        foreach (var target in Targets)
            await campaign.KillFromExecAsync(target);
        for (var cycle = 0; cycle < UnderLoad; cycle++)
            await campaign.KillUnderLoadAsync(cycle);
        await campaign.EndAsync();
    }

    private sealed class Campaign
    {
        private readonly SyscallKillCampaign _plan;
        private readonly DataDirectory _directory;
        private readonly Report _report;
        private readonly string[] _keys;
        private readonly Ledger _ledger;
        private readonly Random _random;
        private readonly SortedDictionary<string, int> _points = new(StringComparer.Ordinal);
        private long _surplus;

        public Campaign(SyscallKillCampaign plan, DataDirectory directory, Report report)
        {
            (_plan, _directory, _report, _random) = (plan, directory, report, new Random(plan.Seed));
            _keys = [.. Enumerable.Range(0, plan.Keys).Select(key => $"ledger:{key}")];
            _ledger = new Ledger(_keys);
        }

        public async Task ConfigureAsync()
        {
            await using var server = await StartAsync(null);
            using var http = new FlintHttp(server.Url);
            await Task.WhenAll(_keys.Select(key => http.LimitAsync(key, 1_000_000_000)));
        }

        public async Task KillFromExecAsync(SyscallTarget target)
        {
            for (var (nth, lived) = (1, 0); nth <= _plan.FromExec && lived < 3; nth++)
            {
                var trace = Path.GetTempFileName();
                var code = await LiveAsync(Launcher.UnderStrace(target.KillAt(nth, _directory.Path), trace));
                _report.Require(code is KilledCode or 0, $"{target}, number {nth}: the server ended with {code}");
                lived += code == 0 ? 1 : 0;
                await SettleAsync($"{target}, number {nth}", code == 0 ? null : await File.ReadAllLinesAsync(trace));
                File.Delete(trace);
            }
        }

        public async Task KillUnderLoadAsync(int cycle)
        {
            var target = _plan.Targets[_random.Next(_plan.Targets.Count)];
            var (answers, compactions, nth) = (_random.Next(20, 200), _random.Next(3), target.File is null ? _random.Next(1, 4) : 1);
            await using var server = await StartAsync(null);
            using var load = new Load(_plan, server, _ledger, _keys, _random.Next());
            await load.ReachedAsync(answers, compactions);
            using var strace = await Strace.AttachAsync(server.Process, target.KillAt(nth, _directory.Path));
            await server.Process.WaitForExitAsync().WaitAsync(Patience);
            await load.EndedAsync();
            _report.Require(server.Process.ExitCode == KilledCode, $"under load, cycle {cycle}: the server ended with {server.Process.ExitCode}: {server.Errors}");
            await SettleAsync($"under load, cycle {cycle}: {target}, number {nth} of a thread", await strace.ReadAsync());
        }

        public async Task EndAsync()
        {
            await using (var last = await StartAsync(null))
            {
                using var http = new FlintHttp(last.Url);
                _surplus += _ledger.Settle(await http.CountedAsync(), _report, "at the end");
                _report.Require(await last.TerminateAsync() == 0, "the last server did not end with 0");
            }
            foreach (var (point, kills) in _points)
                _report.Say($"strace-kill: {kills} x killed at {point}");
            _report.Say($"strace-kill: sync {_plan.Sync}, {_points.Values.Sum()} kills at {_points.Count} kinds of places; {_surplus} grants counted that no caller knows of; {_directory.Names.Count} files");
        }

        private Task<FlintServer> StartAsync(Launcher? by) => FlintServer.StartAsync(_plan.Flint, _directory.Path, $"--sync {_plan.Sync}", by);

        // A whole life: opening, load with compactions, a clean stop. The exit code.
        private async Task<int> LiveAsync(Launcher by)
        {
            try
            {
                await using var server = await StartAsync(by);
                using var load = new Load(_plan, server, _ledger, _keys, _random.Next());
                await load.ReachedAsync(answers: 200, compactions: 2);
                var code = await server.TerminateAsync();
                await load.EndedAsync();
                return code;
            }
            catch (ServerEndedException ended)
            {
                return ended.Code;
            }
        }

        private async Task SettleAsync(string when, string[]? trace)
        {
            if (trace is not null)
            {
                var point = KillPoint.Of(trace, _directory.Path);
                _report.Require(point is not null, $"{when}: killed, but not at a system call");
                _points[point ?? "?"] = _points.GetValueOrDefault(point ?? "?") + 1;
            }
            _report.Require(_ledger.Answers(Outcome.StorageFailed) == 0, $"{when}: {_ledger.Answers(Outcome.StorageFailed)} requests had a failed storage");
            using var copy = _directory.Copy();
            _surplus += _ledger.Settle(await copy.CountedAsync(), _report, when);
        }
    }

    /// <summary>Callers and compactions on a server, until it is gone.</summary>
    private sealed class Load : IDisposable
    {
        private readonly FlintHttp _http;
        private readonly Callers _callers;
        private readonly CompactionLoop _compactions;

        public Load(SyscallKillCampaign plan, FlintServer server, Ledger ledger, string[] keys, int seed)
        {
            _http = new FlintHttp(server.Url);
            _callers = new Callers(_http, plan.Callers, keys, ledger, seed);
            _compactions = new CompactionLoop(_http, TimeSpan.FromMilliseconds(100));
        }

        public Task ReachedAsync(long answers, long compactions) => Task.WhenAll(_callers.AnsweredAsync(answers), _compactions.ReachedAsync(compactions));

        public Task EndedAsync() => Task.WhenAll(_callers.Ended, _compactions.EndedAsync());

        public void Dispose() => _http.Dispose();
    }
}
