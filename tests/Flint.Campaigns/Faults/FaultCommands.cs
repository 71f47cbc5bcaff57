using System.CommandLine;
using Flint.Campaigns.Faults.Clock;
using Flint.Campaigns.Faults.Crash;
using Flint.Campaigns.Faults.DiskFaults;
using Flint.Campaigns.Faults.Flip;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Faults;

/// <summary>The campaigns on disks and clocks that stand in memory. Equal seeds do equal things.</summary>
internal static class FaultCommands
{
    private static readonly Option<int?> States = new("--states") { Description = "How many distinct states at least, or how many trajectories." };
    private static readonly Option<string?> Workload = new("--workload") { Description = "One workload alone." };

    public static void AddTo(RootCommand root, Option<int?> seed)
    {
        Add("crash", "Everything that a crash at any moment of a log's life may leave.",
            (line, report, chosen) => new CrashCampaign(chosen) { States = line.GetValue(States) ?? 250_000, Only = line.GetValue(Workload) }.RunAsync(report), States, Workload);
        Add("flip", "Every bit, length, group and file of a directory, damaged.", Sync((report, chosen) => new FlipCampaign(chosen).Run(report)));
        Add("disk-faults", "Every call of a log's life, failing.", Sync((report, chosen) => new DiskFaultsCampaign(chosen).Run(report)));
        Add("clock", "Wall clocks that are set, while a limiter runs and while it is down.",
            (line, report, chosen) => new ClockCampaign(chosen) { Trajectories = line.GetValue(States) ?? 1_000 }.RunAsync(report), States);

        void Add(string name, string description, Func<ParseResult, Report, int, Task> campaign, params Option[] options)
        {
            var command = new Command(name, description);
            foreach (var option in options)
                command.Add(option);
            command.SetAction(async line =>
            {
                var report = new Report(Console.Out);
                var chosen = line.GetValue(seed) ?? Random.Shared.Next(1_000_000);
                report.Say($"{name}: seed {chosen}, {Environment.ProcessorCount} cores");
                await campaign(line, report, chosen);
                report.Say(report.Violations.Count == 0 ? "no violation" : $"{report.Violations.Count} violations, seed {chosen}");
                return report.Violations.Count == 0 ? 0 : 1;
            });
            root.Add(command);
        }
    }

    private static Func<ParseResult, Report, int, Task> Sync(Action<Report, int> campaign) => (_, report, chosen) => Task.Run(() => campaign(report, chosen));
}
