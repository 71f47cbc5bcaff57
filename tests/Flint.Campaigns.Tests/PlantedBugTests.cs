using Flint.Campaigns.Planted;
using Flint.Campaigns.Support;
using Xunit.Abstractions;

namespace Flint.Campaigns.Tests;

/// <summary>A sample of the bugs that the campaigns must find; docs/reliability.md has the command for all.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. PlantedBugs.All.Select(bug => bug.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_bug_should_have_its_place_in_the_sources(string name) =>
        Assert.NotEmpty(Bug(name).Apply(PlantedCampaign.SourceOf));

    [Fact]
    public void Some_bugs_should_be_found()
    {
        var said = new StringWriter();
        var report = new Report(said);
        PlantedBug[] some =
        [
            Bug("answer-before-sync") with { Campaign = "crash --seed 1 --workload one-key --states 200" },
            Bug("second-rename-not-synced") with { Campaign = "crash --seed 1 --workload rotation --states 200" },
        ];
        new PlantedCampaign(some).Run(report);
        output.WriteLine(said.ToString());
        Assert.True(report.Violations.Count == 0 && report.Tried == some.Length, said.ToString());
    }

    private static PlantedBug Bug(string name) => PlantedBugs.All.Single(bug => bug.Name == name);
}
