using System.CommandLine;
using System.Globalization;
using Flint.Campaigns.Campaigns;
using Flint.Campaigns.Support;

var flint = new Option<string?>("--flint") { Description = "The flint program, or the directory it was published to. Left out: the one built with this program.", Recursive = true };
var seed = new Option<int?>("--seed") { Description = "Of every choice. Left out: a new one, which is printed.", Recursive = true };
var sync = new Option<string>("--sync") { Description = "Which sync modes.", DefaultValueFactory = _ => "both", Recursive = true };
sync.AcceptOnlyFromAmong("always", "batch", "both");
var cycles = new Option<int>("--cycles") { Description = "Kills, a sync mode.", DefaultValueFactory = _ => 20 };

var root = new RootCommand("Runs the real server into kills, failing disks and torn logs. Ends with 1 if a promise was broken.") { flint, seed, sync };
var campaigns = new List<Func<ParseResult, Run, Task>>();
Add("kill", "SIGKILL under load; needs wrk.", (line, run) => new KillCampaign(run.Flint, run.Sync, run.Seed) { Cycles = line.GetValue(cycles) is > 0 and var n ? n : 20 }.RunAsync(run.Report), cycles);
Add("exact-rate", "256 callers on a key of 1,000 a day, with and without a kill.", async (_, run) =>
{
    foreach (var algorithm in (string[])["token_bucket", "sliding_window_log", "fixed_window_counter"])
        await new ExactRateCampaign(run.Flint, run.Sync, algorithm, run.Seed).RunAsync(run.Report);
});
Add("storage-failure", "Writes and syncs that fail under load; needs strace.", async (_, run) =>
{
    foreach (var fault in StorageFault.Injected.Append(StorageFault.NoRoom))
        await new StorageFailureCampaign(run.Flint, run.Sync, fault, run.Seed).RunAsync(run.Report);
});
Add("stop", "SIGTERM under load.", (_, run) => new StopCampaign(run.Flint, run.Sync, run.Seed).RunAsync(run.Report));
Add("torn-tail", "The log of a killed server, cut at each of its last 400 bytes.", (_, run) => run.Sync == "always" ? new TornTailCampaign(run.Flint, run.Seed).RunAsync(run.Report) : Task.CompletedTask);
Add("second-process", "Two processes on one directory.", (_, run) => run.Sync == "always" ? new SecondProcessCampaign(run.Flint).RunAsync(run.Report) : Task.CompletedTask);
Add("impatience", "Callers that hang up.", (_, run) => new ImpatienceCampaign(run.Flint, run.Sync, run.Seed).RunAsync(run.Report));
Add("memory", "A minute of full load; needs wrk.", (_, run) => new MemoryCampaign(run.Flint, run.Sync).RunAsync(run.Report));
root.Add(Command("all", "All of them.", [.. campaigns]));
return await root.Parse(args).InvokeAsync();

void Add(string name, string description, Func<ParseResult, Run, Task> campaign, params Option[] options)
{
    campaigns.Add(campaign);
    var command = Command(name, description, campaign);
    foreach (var option in options)
        command.Add(option);
    root.Add(command);
}

Command Command(string name, string description, params Func<ParseResult, Run, Task>[] some)
{
    var command = new Command(name, description);
    command.SetAction(async line =>
    {
        var report = new Report(Console.Out);
        var program = line.GetValue(flint) is { } path ? FlintProgram.At(path) : FlintProgram.Built();
        var chosen = line.GetValue(seed) ?? Random.Shared.Next(1_000_000);
        string[] modes = line.GetValue(sync) is "both" or null ? ["always", "batch"] : [line.GetValue(sync)!];
        report.Say(string.Create(CultureInfo.InvariantCulture, $"{program.Path}, {Environment.ProcessorCount} cores, seed {chosen}"));
        foreach (var campaign in some)
            foreach (var mode in modes)
                await campaign(line, new Run(program, mode, chosen, report));
        report.Say(report.Violations.Count == 0 ? "no violation" : $"{report.Violations.Count} violations");
        return report.Violations.Count == 0 ? 0 : 1;
    });
    return command;
}

/// <summary>What every campaign is given.</summary>
internal sealed record Run(FlintProgram Flint, string Sync, int Seed, Report Report);
