using Flint.Campaigns.Support;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>Records the lives of a workload: every moment at which they may crash.</summary>
internal static class Recording
{
    /// <summary>The next life begins where one of the last moments of the one before may leave it.</summary>
    private const int LastMoments = 12;

    public static IReadOnlyList<CrashMoment> Of(Workload workload, Random random, Report report)
    {
        var moments = new List<CrashMoment>();
        var disk = workload.IsImport ? OldDirectory.Any(random) : new MemoryDisk();
        var model = workload.IsImport ? ModelOf(disk) : new LogModel();
        for (var life = 1; ; life++)
        {
            disk.RoomAhead = workload.RoomAhead;
            var before = moments.Count;
            Live(disk, workload, model, moments, random);
            if (life == workload.Lives)
                return moments;
            var last = moments.Skip(Math.Max(before, moments.Count - LastMoments)).ToArray();
            var moment = last[random.Next(last.Length)];
            var states = CrashFamilies.Of(moment.Disk, random).ToArray();
            var state = states[random.Next(states.Length)];
            disk = state.Build().ToDisk();
            if (Found(disk, (LogWitness)moment.Witness) is not { } found)
            {
                report.Require(false, $"{workload.Name}, life {life}, {moment.After}, {state.Family} {state.Detail}: nothing that was issued can be found again");
                return moments;
            }
            model = found;
        }
    }

    private static void Live(MemoryDisk disk, Workload workload, LogModel model, List<CrashMoment> moments, Random random)
    {
        using var life = new LogLife(disk, workload.IsBatch, model, moments);
        life.Open();
        var script = new Script(life, workload, random);
        var steps = workload.Steps.OrderBy(_ => random.Next()).ToArray();
        for (var i = 0; i < workload.StepsALife; i++)
            script.Do(i < steps.Length ? steps[i] : workload.Steps[random.Next(workload.Steps.Length)]);
        if (random.Next(2) == 0)
            life.Close();
    }

    private static LogModel? Found(MemoryDisk disk, LogWitness witness)
    {
        try
        {
            using var log = LogLife.OpenEngine(disk.Kill(), isBatch: false);
            return witness.Find(witness.Read(log));
        }
        catch (FlintException)
        {
            return null;
        }
    }

    private static LogModel ModelOf(MemoryDisk disk)
    {
        using var log = LogLife.OpenEngine(disk.Kill(), isBatch: false);
        return LogModel.Of(log);
    }
}
