using System.CommandLine;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Planted;

/// <summary>The command that plants bugs.</summary>
internal static class PlantedCommand
{
    private static readonly Option<string[]> Only = new("--only") { Description = "These bugs alone.", AllowMultipleArgumentsPerToken = true };

    public static void AddTo(RootCommand root)
    {
        Only.AcceptOnlyFromAmong([.. PlantedBugs.All.Select(bug => bug.Name)]);
        var command = new Command("planted", "Known bugs of storage, planted one by one: the campaigns must find each.") { Only };
        command.SetAction(line =>
        {
            var report = new Report(Console.Out, int.MaxValue);
            var only = line.GetValue(Only) ?? [];
            new PlantedCampaign([.. PlantedBugs.All.Where(bug => only.Length == 0 || only.Contains(bug.Name))]).Run(report);
            report.Say($"{report.Tried} bugs planted, {report.Violations.Count} violations");
            return report.Violations.Count == 0 ? 0 : 1;
        });
        root.Add(command);
    }
}
