using System.CommandLine;
using Flint.Campaigns.Faults.Crash;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Faults;

/// <summary>The campaigns on disks and clocks that stand in memory.</summary>
internal static class FaultCommands
{
    private static readonly Option<int?> States = new("--states") { Description = "How many distinct states at least." };
    private static readonly Option<string?> Workload = new("--workload") { Description = "One workload alone." };

    public static void AddTo(RootCommand root, Option<int?> seed)
    {
        Add("crash", "Everything that a crash at any moment of a log's life may leave, in memory.", (line, report, chosen) =>
            new CrashCampaign(chosen) { States = line.GetValue(States) ?? 250_000, Only = line.GetValue(Workload) }.Run(report), States, Workload);

        void Add(string name, string description, Action<ParseResult, Report, int> campaign, params Option[] options)
        {
            var command = new Command(name, description);
            foreach (var option in options)
                command.Add(option);
            command.SetAction(line =>
            {
                var report = new Report(Console.Out);
                var chosen = line.GetValue(seed) ?? Random.Shared.Next(1_000_000);
                report.Say($"{name}: seed {chosen}, {Environment.ProcessorCount} cores");
                campaign(line, report, chosen);
                report.Say(report.Violations.Count == 0 ? "no violation" : $"{report.Violations.Count} violations, seed {chosen}");
                return report.Violations.Count == 0 ? 0 : 1;
            });
            root.Add(command);
        }
    }
}
