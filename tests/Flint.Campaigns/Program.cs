using System.CommandLine;
using System.Runtime.InteropServices;
using Flint.Campaigns.Attack;
using Flint.Campaigns.Campaigns;
using Flint.Campaigns.Faults;
using Flint.Campaigns.Planted;
using Flint.Campaigns.Support;

var flint = new Option<string?>("--flint") { Description = "The flint program, or the directory it was published to. Left out: it is published from these sources.", Recursive = true };
var seed = new Option<int?>("--seed") { Description = "Of every choice. Left out: a new one, which is printed.", Recursive = true };
var sync = new Option<string>("--sync") { Description = "Which sync modes.", DefaultValueFactory = _ => "both", Recursive = true };
sync.AcceptOnlyFromAmong("always", "batch", "both");
var cycles = new Option<int?>("--cycles") { Description = "How many kills or rounds, in each sync mode.", Recursive = true };

var root = new RootCommand("Runs the real server into kills, failing disks and torn logs. Ends with 1 if a promise was broken, with 2 if something could not be tried here.") { flint, seed, sync, cycles };
var campaigns = new List<Func<Run, Task>>();
string[] algorithms = ["token_bucket", "sliding_window_log", "fixed_window_counter"];
var second = TimeSpan.FromSeconds(1);

Add("kill", "SIGKILL under load; needs wrk.", run => new KillCampaign(run.Flint, run.Sync, run.Seed) { Cycles = run.Cycles ?? 20, MedianStart = second }.RunAsync(run.Report));
Add("kill-compact", "SIGKILL and SIGSTOP under load and compaction.", run => new KillCampaign(run.Flint, run.Sync, run.Seed)
{
    Cycles = run.Cycles ?? 200,
    Answers = 100,
    WrkConnections = 0,
    CompactEvery = second / 5,
    Deaths = [Death.Killed, Death.Killed, Death.KilledAfterAStop, Death.KilledWhileStopped],
    SlowestStart = 5 * second,
}.RunAsync(run.Report));
Add("exact", "256 callers on a key of 1,000 a day, with and without a kill.", async run =>
{
    foreach (var algorithm in algorithms)
        await new ExactRateCampaign(run.Flint, run.Sync, algorithm, run.Seed).RunAsync(run.Report);
});
Add("sync-error", "Syncs that fail under load; needs strace.", async run =>
{
    foreach (var fault in StorageFault.OfSyncs)
        await new StorageFailureCampaign(run.Flint, run.Sync, fault, run.Seed).RunAsync(run.Report);
});
Add("write-error", "Writes that fail under load; needs strace.", async run =>
{
    foreach (var fault in StorageFault.OfWrites)
        await new StorageFailureCampaign(run.Flint, run.Sync, fault, run.Seed).RunAsync(run.Report);
});
Add("strace-kill", "SIGKILL at chosen system calls, compaction included; needs strace.", run =>
    new SyscallKillCampaign(run.Flint, run.Sync, run.Seed) { FromExec = run.Cycles ?? 40, UnderLoad = run.Cycles ?? 60 }.RunAsync(run.Report));
Add("stop", "SIGTERM under load.", run => new StopCampaign(run.Flint, run.Sync, run.Seed).RunAsync(run.Report));
Add("torn", "The log of a killed server, cut at each of its last 400 bytes.", run => run.Once(() => new TornTailCampaign(run.Flint, run.Seed).RunAsync(run.Report)));
Add("tmpfs-full", "A really full small file system under load; needs root.", async run =>
{
    foreach (var compacts in (bool[])[false, true])
        await new FullDiskCampaign(run.Flint, run.Sync, run.Seed) { Compacts = compacts, Rounds = run.Cycles ?? 5 }.RunAsync(run.Report);
});
Add("two-writers", "Two processes on one directory.", run => run.Once(() => new TwoWritersCampaign(run.Flint) { Rounds = run.Cycles ?? 5 }.RunAsync(run.Report)));
Add("impatience", "Callers that hang up.", run => new ImpatienceCampaign(run.Flint, run.Sync, run.Seed).RunAsync(run.Report));
Add("memory", "A minute of full load; needs wrk.", run => new MemoryCampaign(run.Flint, run.Sync).RunAsync(run.Report));
Add("fuzz", "100,000 malformed requests beside a good client.", run => new FuzzCampaign(run.Flint, run.Sync, run.Seed).RunAsync(run.Report));
Add("crowd", "10,000 idle connections and 500 slow writers beside working ones; needs wrk.", run => new CrowdCampaign(run.Flint, run.Sync, run.Seed) { Rounds = run.Cycles ?? 3 }.RunAsync(run.Report));
Add("sleep", "1,000,000 checks of keys just as they fall asleep; in this process.", run => new SleepCampaign(run.Sync, run.Seed).RunAsync(run.Report));
AttackCommand.AddTo(root, seed);
FaultCommands.AddTo(root, seed);
PlantedCommand.AddTo(root);
root.Add(Command("all", "All of them.", [.. campaigns]));
return await root.Parse(args).InvokeAsync();

void Add(string name, string description, Func<Run, Task> campaign)
{
    campaigns.Add(campaign);
    root.Add(Command(name, description, campaign));
}

Command Command(string name, string description, params Func<Run, Task>[] some)
{
    var command = new Command(name, description);
    command.SetAction(async line =>
    {
        var report = new Report(Console.Out);
        using var program = new ProgramUnderTest(line.GetValue(flint), report);
        var chosen = line.GetValue(seed) ?? Random.Shared.Next(1_000_000);
        string[] modes = line.GetValue(sync) is "both" or null ? ["always", "batch"] : [line.GetValue(sync)!];
        report.Say($"{name}: seed {chosen}; {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {new DriveInfo(Path.GetTempPath()).DriveFormat} at {Path.GetTempPath()}, {RuntimeInformation.FrameworkDescription}");
        foreach (var campaign in some)
            foreach (var mode in modes)
                await report.GuardAsync(() => campaign(new Run(program, mode, IsFirstMode: mode == modes[0], chosen, line.GetValue(cycles), report)));
        report.Say(report.Violations.Count > 0 ? $"{report.Violations.Count} violations; seed {chosen}" : report.IsIncomplete ? "no violation, but not everything was tried" : "no violation");
        return report.Violations.Count > 0 ? 1 : report.IsIncomplete ? 2 : 0;
    });
    return command;
}

/// <summary>What every campaign is given.</summary>
internal sealed record Run(ProgramUnderTest Program, string Sync, bool IsFirstMode, int Seed, int? Cycles, Report Report)
{
    /// <summary>The program, for a campaign that starts it.</summary>
    public FlintProgram Flint => Program.Value;

    /// <summary>For a campaign that does not depend on the sync mode.</summary>
    public Task Once(Func<Task> campaign) => IsFirstMode ? campaign() : Task.CompletedTask;
}
