using System.Diagnostics;
using System.Globalization;
using Flint.Actors.Journal.Files;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Faults.DiskFaults;

/// <summary>
/// The k-th call fails, for every k, until a life of the log passes without meeting it. After a failed sync nothing is acknowledged, and its descriptor is left alone;
/// then the disk is well again, the log is opened, and holds what was acknowledged, also when the power goes at once.
/// </summary>
internal sealed record DiskFaultsCampaign(int Seed)
{
    private int _runs;
    private int _failedSyncs;

    /// <summary>One in so many k is tried.</summary>
    public int OneIn { get; init; } = 1;

    public void Run(Report report)
    {
        var clock = Stopwatch.StartNew();
        var cases = FaultKind.All().SelectMany(kind => (bool[])[false, true], (kind, isBatch) => (kind, isBatch)).ToArray();
        Parallel.ForEach(cases, each => Try(each.kind, each.isBatch, report));
        if (OperatingSystem.IsLinux())
            TryDevices(report);
        report.Say(string.Create(CultureInfo.InvariantCulture,
            $"disk-faults: {_runs} lives with a failing call, {_failedSyncs} of them with a failed fsync, each opened again twice, {clock.Elapsed.TotalSeconds:0} s, seed {Seed}"));
    }

    private void Try(FaultKind kind, bool isBatch, Report report)
    {
        var random = new Random(Seed);
        for (var k = 1; !report.HasEnough; k += OneIn == 1 ? 1 : random.Next(1, 2 * OneIn))
        {
            var run = new FaultedRun(kind, k, isBatch, Seed);
            run.Live();
            if (!run.HasStruck)
            {
                report.Say($"disk-faults: {kind}{(isBatch ? ", batch" : "")}: no call {k} of this sort in a life");
                return;
            }
            report.Try();
            Interlocked.Increment(ref _runs);
            if (run.HasFailedSync)
                Interlocked.Increment(ref _failedSyncs);
            foreach (var wrong in run.Judge())
                report.Require(false, $"{kind}, call {k}{(isBatch ? ", batch" : "")}: {wrong}");
        }
    }

    // The kernel refuses to sync a device, and a full one takes nothing: the errors must come through from the real system calls, which .NET's own flush hides.
    private static void TryDevices(Report report)
    {
        using var nothing = new DiskFile("/dev", "null", FileMode.Open, writable: true);
        using var full = new DiskFile("/dev", "full", FileMode.Open, writable: true);
        report.Require(Refuses(nothing.Sync), "a real fsync that failed was taken for a success");
        report.Require(Refuses(() => full.Write("x"u8, 0)), "a real write without room was taken for a success");

        static bool Refuses(Action call)
        {
            try
            {
                call();
                return false;
            }
            catch (FileOperationException)
            {
                return true;
            }
        }
    }
}
