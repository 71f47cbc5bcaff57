using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>
/// SIGTERM under load: what is in flight finishes, everything answered is counted and nothing else, and the log is closed cleanly. A request that comes
/// on a connection which the server is closing at that moment finds no answer, as in any HTTP/1.1 server, and is not charged: the counts show it.
/// </summary>
internal sealed record StopCampaign(FlintProgram Flint, string Sync, int Seed)
{
    private static readonly string[] Wide = [.. Enumerable.Range(0, 40).Select(key => $"wide:{key}")];
    private static readonly string[] Narrow = [.. Enumerable.Range(0, 10).Select(key => $"narrow:{key}")];

    public int Rounds { get; init; } = 10;

    public int Callers { get; init; } = 64;

    /// <summary>Each round stops after so many answers, and up to as many more by the seed.</summary>
    public int Answers { get; init; } = 800;

    public async Task RunAsync(Report report)
    {
        report.Say($"stop: sync {Sync}, {Rounds} rounds, {Callers} callers on {Wide.Length} wide and {Narrow.Length} narrow keys, seed {Seed}");
        using var directory = new DataDirectory();
        string[] keys = [.. Wide, .. Narrow];
        var ledger = new Ledger(keys);
        var random = new Random(Seed);
        var tally = new Dictionary<string, int>();
        for (var round = 0; round <= Rounds; round++)
        {
            await using var server = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}");
            using var http = new FlintHttp(server.Url);
            report.Require(directory.Names is ["flint.aof", "flint.lock"], $"round {round}: after a clean end there are {string.Join(' ', directory.Names)}");
            if (round == 0)
                await Task.WhenAll([.. Wide.Select(key => http.LimitAsync(key, 1_000_000_000)), .. Narrow.Select(key => http.LimitAsync(key, 5))]);
            ledger.SettleExactly(await http.CountedAsync(), report, $"after stop {round}");
            if (round < Rounds)
                await LoadAndStopAsync(server, http, ledger, keys, random, tally, report);
            else
                report.Require(await server.TerminateAsync() == 0, "an idle server did not end with 0");
        }
        report.Say($"what arrived after SIGTERM, {Rounds} rounds: {string.Join(", ", tally.OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Value} x {kind.Key}"))}");
    }

    private async Task LoadAndStopAsync(FlintServer server, FlintHttp http, Ledger ledger, string[] keys, Random random, Dictionary<string, int> tally, Report report)
    {
        var stopping = false;
        var callers = new Callers(http, Callers, keys, ledger, random.Next(), answer =>
        {
            lock (tally)
                if (stopping)
                    tally[Kind(answer)] = tally.GetValueOrDefault(Kind(answer)) + 1;
            return true;
        });
        await callers.AnsweredAsync(Answers + random.Next(Answers));
        lock (tally)
            stopping = true;
        var code = await server.TerminateAsync();
        await callers.Ended;
        report.Require(code == 0, $"the server ended with {code}: {server.Errors}");
        report.Require(string.IsNullOrWhiteSpace(server.Errors), $"the server said: {server.Errors}");
        report.Require(ledger.Answers(Outcome.StorageFailed) == 0, $"{ledger.Answers(Outcome.StorageFailed)} requests had a failed storage");
        lock (tally)
        {
            tally["no connection"] = tally.GetValueOrDefault("no connection") + (int)ledger.Answers(Outcome.Unsent);
            tally["no answer"] = tally.GetValueOrDefault("no answer") + (int)ledger.Answers(Outcome.Unknown);
        }
    }

    private static string Kind(Answer answer) => answer.Error is null ? answer.Outcome.ToString() : $"\"{answer.Error}\"";
}
