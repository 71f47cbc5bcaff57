using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Planted;

/// <summary>
/// Tries the campaigns: each bug in its turn is planted into the product, and the campaign that is named for it must turn red. Compiled in the same way without a bug it must be green.
/// </summary>
/// <param name="Bugs">The bugs.</param>
internal sealed record PlantedCampaign(IReadOnlyList<PlantedBug> Bugs)
{
    /// <summary>Runs it; a bug that is not found is a violation.</summary>
    public void Run(Report report)
    {
        using var program = new ProgramCopy();
        List<string> table = ["| bug | what is wrong | found by | after | s |", "|---|---|---|---|---|"];
        foreach (var project in Bugs.GroupBy(bug => bug.Project))
        {
            var build = new ProductBuild(project.Key);
            foreach (var bug in project)
            {
                build.Compile(bug.Apply(SourceOf), program.Assembly(project.Key));
                var end = program.Run(bug.Campaign);
                report.Try();
                report.Say($"planted: {bug.Name}: {end.Violation ?? "no violation"}");
                report.Require(end.IsRed, $"the bug {bug.Name} ({bug.What}) is not found by `{bug.Campaign}`, which ended with {end.ExitCode}: {end.End}");
                table.Add(string.Create(CultureInfo.InvariantCulture, $"| `{bug.Name}` | {bug.What} | `{bug.Campaign}` | {end.End?.Tried} | {end.Time.TotalSeconds:0.0} |"));
            }
            build.Compile(new Dictionary<string, string>(), program.Assembly(project.Key));
            foreach (var campaign in project.Select(bug => bug.Campaign).Distinct())
            {
                var end = program.Run(campaign);
                report.Say(string.Create(CultureInfo.InvariantCulture, $"planted: no bug in {project.Key}: {campaign}: {end.End}, {end.Time.TotalSeconds:0.0} s"));
                report.Require(end.IsGreen, $"without a bug `{campaign}` is not green: {end.Violation ?? $"it ended with {end.ExitCode}"}");
            }
        }
        foreach (var row in table)
            report.Say(row);
    }

    /// <summary>A source of the product, by its path below <c>src</c>.</summary>
    public static string SourceOf(string file) => File.ReadAllText(Path.Combine(Sources.Root, "src", file));
}
