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
    /// <summary>Ends a campaign with the first violation: for those who only want to know whether there is one.</summary>
    public const string First = "--first";

    private const int Most = 20;

    private static readonly Option<int?> States = new("--states") { Description = "How many distinct states at least, or how many trajectories." };
    private static readonly Option<string?> Workload = new("--workload") { Description = "One workload alone." };
    private static readonly Option<int> OneIn = new("--one-in") { Description = "One in so many is tried, a chosen one.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> IsFirst = new(First) { Description = "End with the first violation." };

    public static void AddTo(RootCommand root, Option<int?> seed)
    {
        Add("crash", "Everything that a crash at any moment of a log's life may leave.",
            (line, report, chosen) => new CrashCampaign(chosen) { States = line.GetValue(States) ?? 250_000, Only = line.GetValue(Workload) }.RunAsync(report), States, Workload);
        Add("flip", "Every bit, length, group and file of a directory, damaged.",
            (line, report, chosen) => Task.Run(() => new FlipCampaign(chosen) { OneIn = line.GetValue(OneIn) }.Run(report)), OneIn);
        Add("disk-faults", "Every call of a log's life, failing.",
            (line, report, chosen) => Task.Run(() => new DiskFaultsCampaign(chosen) { OneIn = line.GetValue(OneIn) }.Run(report)), OneIn);
        Add("clock", "Wall clocks that are set, while a limiter runs and while it is down.",
            (line, report, chosen) => new ClockCampaign(chosen) { Trajectories = line.GetValue(States) ?? 1_000 }.RunAsync(report), States);

        void Add(string name, string description, Func<ParseResult, Report, int, Task> campaign, params Option[] options)
        {
            var command = new Command(name, description) { IsFirst };
            foreach (var option in options)
                command.Add(option);
            command.SetAction(async line =>
            {
                var report = new Report(Console.Out, line.GetValue(IsFirst) ? 1 : Most);
                var chosen = line.GetValue(seed) ?? Random.Shared.Next(1_000_000);
                report.Say($"{name}: seed {chosen}, {Environment.ProcessorCount} cores");
                await report.GuardAsync(() => campaign(line, report, chosen));
                report.Say(new FaultEnd(report.Violations.Count, report.Tried, chosen).ToString());
                return report.Violations.Count == 0 ? 0 : 1;
            });
            root.Add(command);
        }
    }
}
