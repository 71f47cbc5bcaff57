using System.Net;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>What must hold of a server whose storage has failed: everybody is told at once, and it stays up and says why.</summary>
internal static class AfterFailure
{
    /// <summary>Everyone checks once more. What health says.</summary>
    public static async Task<string> RequireAsync(FlintServer server, FlintHttp http, Ledger ledger, string[] keys, int callers, string name, Report report)
    {
        var (told, slowest) = (ledger.Answers(Outcome.StorageFailed), TimeSpan.Zero);
        await new Callers(http, callers, keys, ledger, seed: 0, answer =>
        {
            lock (ledger)
                slowest = answer.Took > slowest ? answer.Took : slowest;
            return false;
        }).Ended;
        told = ledger.Answers(Outcome.StorageFailed) - told;
        var (status, body) = await http.HealthAsync();
        report.Require(told == callers, $"{name}: after the failure {callers - told} checks were not refused");
        report.Require(slowest <= TimeSpan.FromSeconds(1), $"{name}: after the failure an answer took {slowest}");
        report.Require(status == HttpStatusCode.ServiceUnavailable && body.Contains("flint.", StringComparison.Ordinal), $"{name}: health says {(int)status} {body}");
        report.Require(!server.Process.HasExited, $"{name}: the process ended: {server.Errors}");
        return $"health {(int)status} {body}";
    }
}
