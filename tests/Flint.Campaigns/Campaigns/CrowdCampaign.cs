using System.Collections.Concurrent;
using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>Working connections alone and beside a crowd of idle and slow ones, in turn: the crowd costs them little and the server a bounded amount of memory, and is let in all the time.</summary>
internal sealed record CrowdCampaign(FlintProgram Flint, string Sync, int Seed)
{
    private const int KibibytesAConnection = 32;

    public int Rounds { get; init; } = 3;

    public int Idle { get; init; } = 10_000;

    public int Slow { get; init; } = 500;

    /// <summary>Of wrk; 0: callers of our own, which are not held against the clock.</summary>
    public int WrkConnections { get; init; } = 64;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many answers callers of our own wait for.</summary>
    public int Answers { get; init; } = 500;

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        await using var server = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}");
        using var http = new FlintHttp(server.Url);
        await Task.WhenAll(Wrk.Keys.Select(key => http.LimitAsync(key, 1_000_000_000)));
        await WorkAsync(server, http, report);
        List<TimeSpan> alone = [], beside = [];
        var (without, with, ends) = (0.0, 0.0, new List<string>());
        for (var round = 0; round < Rounds; round++)
        {
            alone.Add(await WorkAsync(server, http, report));
            without = Math.Max(without, ResidentMiB(server));
            await using var crowd = await Crowd.GatherAsync(server.Url, Idle, Slow);
            beside.Add(await WorkAsync(server, http, report));
            with = Math.Max(with, ResidentMiB(server));
            ends.AddRange(crowd.Ends);
            var answered = await crowd.AskAsync();
            report.Require(answered == Idle, $"crowd: {Idle - answered} of {Idle} idle connections were not answered");
        }
        report.Require(ends.TrueForAll(end => end is "408" or "closed"), $"crowd: slow writers were answered {string.Join(' ', ends.Distinct())}");
        report.Require(with - without <= ((Idle + Slow) * KibibytesAConnection / 1024) + 64, $"crowd: the server grew from {without:F0} to {with:F0} MiB");
        report.Require(WrkConnections == 0 || Median(beside) <= 3 * Median(alone), $"crowd: p99 {Median(beside):g} beside the crowd, {Median(alone):g} alone");
        report.Require(await server.TerminateAsync() == 0 && string.IsNullOrWhiteSpace(server.Errors), $"crowd: the server said: {server.Errors}");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"crowd: sync {Sync}, {Idle} idle connections and {Slow} slow writers, {Rounds} rounds; p99 alone {Milliseconds(alone)}, beside them {Milliseconds(beside)} ms; resident {without:F0} and {with:F0} MiB; slow writers thrown out: {ends.Count}"));
    }

    /// <summary>The 99th percentile of a load whose every request has to be answered.</summary>
    private async Task<TimeSpan> WorkAsync(FlintServer server, FlintHttp http, Report report)
    {
        if (WrkConnections > 0)
        {
            using var wrk = Wrk.Start(server.Url, WrkConnections, Duration);
            var (_, errors, output) = await wrk.EndAsync(interrupt: false);
            report.Require(errors == 0, $"crowd: {errors} errors: {output}");
            return Wrk.NinetyNinth(output);
        }
        var took = new ConcurrentBag<TimeSpan>();
        var callers = new Callers(http, 8, Wrk.Keys, new Ledger(Wrk.Keys), Seed, answer =>
        {
            report.Require(answer.Outcome == Outcome.Granted, $"crowd: a check was answered {answer.Outcome} {answer.Error}");
            took.Add(answer.Took);
            return true;
        });
        await callers.AnsweredAsync(Answers);
        await callers.StopAsync();
        return took.Order().ElementAt((int)(took.Count * 0.99));
    }

    private static TimeSpan Median(List<TimeSpan> some) => some.Order().ElementAt(some.Count / 2);

    private static string Milliseconds(List<TimeSpan> some) => string.Join(", ", some.Select(time => time.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture)));

    private static double ResidentMiB(FlintServer server)
    {
        server.Process.Refresh();
        return server.Process.WorkingSet64 / 1048576.0;
    }
}
