using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>Callers that hang up after a few milliseconds: what they gave up is charged or not, all else is exact.</summary>
internal sealed record ImpatienceCampaign(FlintProgram Flint, string Sync, int Seed)
{
    public int Callers { get; init; } = 32;

    public int Checks { get; init; } = 200;

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        string[] keys = [.. Enumerable.Range(0, 10).Select(key => $"hasty:{key}")];
        var ledger = new Ledger(keys);
        long granted, unknown, surplus;
        await using (var server = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}"))
        {
            using var http = new FlintHttp(server.Url);
            await Task.WhenAll(keys.Select(key => http.LimitAsync(key, 1_000_000_000)));
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(http, ledger, keys, new Random(Seed + caller)))));
            (granted, unknown) = (ledger.Answers(Outcome.Granted), ledger.Answers(Outcome.Unknown));

            // A request that was given up may still be on its way: the orderly end waits for it, the next start counts it.
            report.Require(await server.TerminateAsync() == 0, $"impatience: the server did not end with 0: {server.Errors}");
        }
        await using (var again = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}"))
        {
            using var http = new FlintHttp(again.Url);
            surplus = ledger.Settle(await http.CountedAsync(), report, "impatience");
        }
        report.Require(granted > 0 && unknown > 0, $"impatience: {granted} granted, {unknown} given up: nothing was tried");
        report.Say($"impatience: sync {Sync}, {Callers} callers, {Callers * Checks} checks, seed {Seed}: {granted} granted, {unknown} given up by their callers, {surplus} of those charged");
    }

    private async Task CallAsync(FlintHttp http, Ledger ledger, string[] keys, Random random)
    {
        for (var check = 0; check < Checks; check++)
        {
            var key = keys[random.Next(keys.Length)];

            // Some wait, however slow the machine: what is granted has to be counted among what was given up.
            using var patience = random.Next(8) == 0 ? new CancellationTokenSource() : new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 30)));
            ledger.Record(key, (await http.CheckAsync(key, patience.Token)).Outcome);
        }
    }
}
