using Flint.Campaigns.Support;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>Records the lives of a workload: every moment at which they may crash. Each life but the first begins with what a crash of the one before may leave.</summary>
internal sealed class Recording(Workload workload, Random random, Report report)
{
    // The crash that ends a life is one of its last moments.
    private const int LastMoments = 12;

    private readonly List<CrashMoment> _moments = [];

    /// <summary>Records; every moment.</summary>
    public async Task<IReadOnlyList<CrashMoment>> RunAsync()
    {
        var disk = workload.IsImport ? OldDirectory.All[random.Next(OldDirectory.All.Count)].ToDisk() : new MemoryDisk();
        IWitness? before = null;
        for (var life = 1; ; life++)
        {
            var first = _moments.Count;
            disk.RoomAhead = workload.RoomAhead;
            if (workload.IsOfLimiter)
                await LiveAsync(disk, (LimiterWitness?)before);
            else
                Live(disk, (LogWitness?)before);
            if (life == workload.Lives)
                return _moments;
            (var moment, var state, disk) = Crash(first);
            before = moment.Witness;
            if (Found(disk, before) is { } wrong)
            {
                report.Require(false, $"{workload.Name}, {moment.After}, {state.Family} {state.Detail}: {wrong}");
                return _moments;
            }
        }
    }

    private void Live(MemoryDisk disk, LogWitness? before)
    {
        var model = before is null ? ModelOf(disk) : before.Find(TextOf(disk, before))!;
        using var life = new LogLife(disk, workload.IsBatch, model, _moments);
        life.Open();
        var script = new Script(life, workload, random);
        var steps = workload.Steps.OrderBy(_ => random.Next()).ToArray();
        for (var i = 0; i < workload.StepsALife; i++)
            script.Do(i < steps.Length ? steps[i] : workload.Steps[random.Next(workload.Steps.Length)]);
        life.Compare();
        if (random.Next(2) == 0)
            life.Close();
    }

    private async Task LiveAsync(MemoryDisk disk, LimiterWitness? before)
    {
        var totals = before is null ? new Totals() : Totals.Parse(TextOf(disk, before));
        await new LimiterLife(disk, workload.IsBatch, new LimiterWitness(totals), totals, random, _moments).LiveAsync(workload.StepsALife);
    }

    private (CrashMoment, CrashState, MemoryDisk) Crash(int first)
    {
        var last = _moments.Skip(Math.Max(first, _moments.Count - LastMoments)).ToArray();
        var moment = last[random.Next(last.Length)];
        var states = CrashFamilies.Of(moment.Disk, random).ToArray();
        var state = states[random.Next(states.Length)];
        return (moment, state, state.Build().ToDisk());
    }

    private static string? Found(MemoryDisk disk, IWitness witness)
    {
        try
        {
            return witness.Judge(TextOf(disk, witness), 0, int.MaxValue);
        }
        catch (FlintException e)
        {
            return e.Message;
        }
    }

    private static string TextOf(MemoryDisk disk, IWitness witness)
    {
        using var log = LogLife.OpenEngine(disk.Kill(), isBatch: false);
        return witness.Read(log);
    }

    private LogModel ModelOf(MemoryDisk disk)
    {
        if (!workload.IsImport)
            return new LogModel();
        foreach (var old in OldDirectory.All)
        {
            using var taken = LogLife.OpenEngine(old.ToDisk(), isBatch: false);
            if (old.Missing(taken) is { } wrong)
                report.Require(false, $"{workload.Name}, {old.Name}: {wrong}");
        }
        using var log = LogLife.OpenEngine(disk.Kill(), isBatch: false);
        return LogModel.Of(log);
    }
}
