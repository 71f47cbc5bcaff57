using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>Many callers on one small key: exactly its rate is granted; a kill half way takes at most what was in flight.</summary>
internal sealed record ExactRateCampaign(FlintProgram Flint, string Sync, string Algorithm, int Seed)
{
    private const string Key = "exact";

    public int Callers { get; init; } = 256;

    public int Rate { get; init; } = 1_000;

    public async Task RunAsync(Report report)
    {
        await RunAsync(report, withKill: false);
        await RunAsync(report, withKill: true);
    }

    private async Task RunAsync(Report report, bool withKill)
    {
        var name = $"exact-rate: sync {Sync}, {Algorithm}, {Callers} callers, {Rate} / 1 d, {(withKill ? "a kill half way" : "no kill")}, seed {Seed}";
        using var directory = new DataDirectory();
        var (granted, inDoubt) = (0L, 0L);
        if (withKill)
        {
            await using var first = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}");
            using var http = new FlintHttp(first.Url);
            await http.LimitAsync(Key, Rate, algorithm: Algorithm);
            var ledger = new Ledger([Key]);
            var callers = new Callers(http, Callers, [Key], ledger, Seed, answer => answer.Outcome == Outcome.Granted);
            await callers.AnsweredAsync(Rate / 2);
            await first.KillAsync();
            await callers.Ended;
            (granted, inDoubt) = (ledger.Answers(Outcome.Granted), ledger.Answers(Outcome.Unknown));
            report.Require(inDoubt <= Callers, $"{name}: {inDoubt} in doubt");
        }

        await using var server = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}");
        using var client = new FlintHttp(server.Url);
        if (!withKill)
            await client.LimitAsync(Key, Rate, algorithm: Algorithm);
        var rest = new Ledger([Key]);
        await new Callers(client, Callers, [Key], rest, Seed, answer => answer.Outcome == Outcome.Granted).Ended;
        var before = granted;
        granted += rest.Answers(Outcome.Granted);
        var counted = (await client.CountedAsync())[Key];

        // The key is spent, so exactly its rate is counted; what was granted and not answered went with the kill.
        report.Require(rest.Answers(Outcome.Denied) == Callers, $"{name}: {rest.Answers(Outcome.Denied)} callers ended with a denial");
        report.Require(counted.Allowed == Rate, $"{name}: {counted.Allowed} grants counted");
        report.Require(granted <= Rate && Rate <= granted + inDoubt, $"{name}: {granted} grants answered, {inDoubt} in doubt");
        report.Say($"{name}: {granted} answered{(withKill ? $" ({before} before the kill)" : "")}, {inDoubt} in doubt, {counted.Allowed} counted");
    }
}
