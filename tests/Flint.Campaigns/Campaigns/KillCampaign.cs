using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>SIGKILL under load, again and again on one directory: what was granted is counted, and nothing is counted that nobody asked for.</summary>
internal sealed record KillCampaign(FlintProgram Flint, string Sync, int Seed)
{
    private const string WrkSum = "wrk";

    public int Cycles { get; init; } = 20;

    public int Callers { get; init; } = 64;

    public int Keys { get; init; } = 100;

    /// <summary>Each cycle kills after so many answers, and up to as many more by the seed.</summary>
    public int Answers { get; init; } = 1_500;

    /// <summary>Connections of wrk beside our callers; 0 for none.</summary>
    public int WrkConnections { get; init; } = 32;

    public async Task RunAsync(Report report)
    {
        report.Say($"kill: sync {Sync}, {Cycles} cycles, {Callers} callers on {Keys} keys, wrk with {WrkConnections} connections, seed {Seed}");
        using var directory = new DataDirectory();
        string[] keys = [.. Enumerable.Range(0, Keys).Select(key => $"ledger:{key}")];
        var ledger = new Ledger([.. keys, WrkSum]);
        var starts = new List<TimeSpan>();
        var random = new Random(Seed);
        var surplus = 0L;
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            await using var server = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}");
            using var http = new FlintHttp(server.Url);
            if (cycle == 0)
                await Task.WhenAll(keys.Concat(Wrk.Keys).Select(key => http.LimitAsync(key, 1_000_000_000)));
            else
                starts.Add(server.UntilHealthy);
            surplus += ledger.Settle(WithSum(await http.CountedAsync()), report, $"after kill {cycle}");
            await LoadAndKillAsync(server, http, ledger, keys, random, cycle, report);
        }
        await using var last = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}");
        starts.Add(last.UntilHealthy);
        using (var http = new FlintHttp(last.Url))
            surplus += ledger.Settle(WithSum(await http.CountedAsync()), report, $"after kill {Cycles}");
        report.Require(await last.TerminateAsync() == 0, "the last server did not end with 0");
        starts.Sort();
        report.Say($"counted of which no caller knows: {surplus}; log {directory.UsedBytes():N0} bytes, {directory.Names.Count} files");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"exec to the first 200 of /v1/health, {starts.Count} restarts: median {starts[starts.Count / 2].TotalMilliseconds:F0} ms; all: {string.Join(' ', starts.Select(start => start.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture)))}"));
    }

    private async Task LoadAndKillAsync(FlintServer server, FlintHttp http, Ledger ledger, string[] keys, Random random, int cycle, Report report)
    {
        using var wrk = WrkConnections > 0 ? Wrk.Start(server.Url, WrkConnections, TimeSpan.FromMinutes(2)) : null;
        var callers = new Callers(http, Callers, keys, ledger, random.Next());
        await callers.AnsweredAsync(Answers + random.Next(Answers));
        report.Require(!callers.Ended.IsCompleted, $"cycle {cycle}: the callers ended before the kill: {server.Errors}");
        await server.KillAsync();
        await callers.Ended;
        report.Require(ledger.Answers(Outcome.NotDecided) + ledger.Answers(Outcome.StorageFailed) == 0, $"cycle {cycle}: a sound server answered with errors");
        if (wrk is null)
            return;
        var (answers, errors, output) = await wrk.EndAsync();
        report.Require(answers > 0 && errors == 0, $"cycle {cycle}: wrk had {answers} answers, {errors} of them errors: {output}");
        ledger.Record(WrkSum, Outcome.Granted, answers);
        ledger.Record(WrkSum, Outcome.Unknown, WrkConnections);
        report.Say($"cycle {cycle}: killed after {ledger.Answers(Outcome.Granted) - answers} grants to the callers and {answers} to wrk, {ledger.Answers(Outcome.Unknown) - WrkConnections} callers in doubt");
    }

    // wrk does not say which answers were for which key.
    private static Dictionary<string, Counted> WithSum(Dictionary<string, Counted> counted)
    {
        counted[WrkSum] = new Counted(Wrk.Keys.Sum(key => counted[key].Allowed), Wrk.Keys.Sum(key => counted[key].Denied));
        return counted;
    }
}
