using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Campaigns;

/// <summary>
/// The disk refuses, under load: no grant is answered that was not safe, every caller has an error at once, the process stays up and says why,
/// and a restart counts what was acknowledged.
/// </summary>
internal sealed record StorageFailureCampaign(FlintProgram Flint, string Sync, StorageFault Fault, int Seed)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string[] _keys = [.. Enumerable.Range(0, 20).Select(key => $"ledger:{key}")];

    public int Callers { get; init; } = 64;

    /// <summary>Answers before the fault is planted.</summary>
    public int Answers { get; init; } = 500;

    private string Name => $"storage-failure: {Fault.Name}, sync {Sync}";

    public async Task RunAsync(Report report)
    {
        using var directory = new DataDirectory();
        var ledger = new Ledger(_keys);
        await using (var server = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}", Fault.By))
        {
            using var http = new FlintHttp(server.Url);
            await Task.WhenAll(_keys.Select(key => http.LimitAsync(key, 1_000_000_000)));
            var times = new FailureTimes();

            // Each caller goes on until it is told of the failure.
            var callers = new Callers(http, Callers, _keys, ledger, Seed, times.Watch);
            await callers.AnsweredAsync(Answers);
            using var strace = Fault.Inject is { } inject ? await Strace.AttachAsync(server.Process, "-e", "trace=fdatasync,fsync,write,pwrite64", "-e", $"inject={inject}") : null;
            await callers.Ended.WaitAsync(Patience);
            var told = DateTime.UtcNow;
            report.Require(ledger.Answers(Outcome.StorageFailed) == Callers, $"{Name}: {ledger.Answers(Outcome.StorageFailed)} of {Callers} callers were told");
            report.Say($"{Name}: {await AfterFailure.RequireAsync(server, http, ledger, _keys, Callers, Name, report)}");
            await server.KillAsync();
            var trace = strace is null ? null : TraceLog.Parse(await strace.ReadAsync());
            RequireAtOnce(times, trace, told, report);
            if (trace is not null)
                await RequireSafeAsync(directory, trace, times, ledger, report);
        }

        await using var again = await FlintServer.StartAsync(Flint, directory.Path, $"--sync {Sync}");
        using var client = new FlintHttp(again.Url);
        var (granted, failed) = (ledger.Answers(Outcome.Granted), ledger.Answers(Outcome.StorageFailed));
        var surplus = ledger.Settle(await client.CountedAsync(), report, Name);
        report.Say($"{Name}: {granted} acknowledged, {failed} answered with storage failed, {surplus} of those counted after the restart");
    }

    private void RequireAtOnce(FailureTimes times, TraceLog? trace, DateTime told, Report report)
    {
        report.Require(trace is null || trace.FirstFailure is not null, $"{Name}: nothing failed");
        var failure = trace?.FirstFailure ?? times.FirstError;
        report.Require(times.LastGrant - failure <= AtOnce, $"{Name}: a grant arrived {(times.LastGrant - failure).TotalMilliseconds:F0} ms after the failure");
        report.Require(told - failure <= AtOnce, $"{Name}: the last caller was told {(told - failure).TotalMilliseconds:F0} ms after the failure");
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{Name}: after the failing call the last grant arrived at {(times.LastGrant - failure).TotalMilliseconds:F1} ms, the first error at {(times.FirstError - failure).TotalMilliseconds:F1} ms, the last caller was told at {(told - failure).TotalMilliseconds:F1} ms"));
    }

    // By what the kernel did, not by what the log says of itself: what has failed is not tried again, and in always every answered
    // grant stands in what a sync that returned 0 had covered. The copy is what a power cut right then would have left.
    private async Task RequireSafeAsync(DataDirectory directory, TraceLog trace, FailureTimes times, Ledger ledger, Report report)
    {
        report.Require(trace.RepeatsAfterFailure == 0, $"{Name}: what had failed was tried again {trace.RepeatsAfterFailure} times");

        // Writes run beside the sync until the process has noticed that it failed, and the other way round: one may have looked just before, when the first caller is told.
        var late = trace.OthersAfterFailure.Count(at => at > times.FirstError);
        report.Require(late <= 1, $"{Name}: {late} calls of the log were begun after a caller was told of the failure");
        report.Say($"{Name}: {trace.Syncs} syncs seen before the failure, {trace.Failures} calls failed; {trace.OthersAfterFailure.Count} others were begun before it was noticed");
        if (Sync != "always")
            return;
        report.Require(trace.DurableEnd > 0, $"{Name}: no sync was seen before the failure");
        using var copy = directory.Copy();
        copy.CutLog(trace.DurableEnd);
        var safe = await copy.CountedAsync();
        foreach (var key in _keys)
            report.Require(ledger.AnswersOf(key, Outcome.Granted) <= safe[key].Allowed, $"{Name}: {key} had {ledger.AnswersOf(key, Outcome.Granted)} grants answered, {safe[key].Allowed} were synced");
    }

    /// <summary>When what arrived at the callers.</summary>
    private sealed class FailureTimes
    {
        private readonly Lock _gate = new();

        public DateTime LastGrant { get; private set; }

        public DateTime FirstError { get; private set; } = DateTime.MaxValue;

        public bool Watch(Answer answer)
        {
            lock (_gate)
            {
                if (answer.Outcome == Outcome.Granted && answer.At > LastGrant)
                    LastGrant = answer.At;
                if (answer.Outcome == Outcome.StorageFailed && answer.At < FirstError)
                    FirstError = answer.At;
            }
            return answer.Outcome == Outcome.Granted;
        }
    }
}
