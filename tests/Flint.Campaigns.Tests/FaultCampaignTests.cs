using Flint.Campaigns.Faults.Crash;
using Flint.Campaigns.Support;
using Xunit.Abstractions;

namespace Flint.Campaigns.Tests;

/// <summary>A seeded sample of every campaign that runs in memory; docs/reliability.md has the commands for the whole ones.</summary>
public sealed class FaultCampaignTests(ITestOutputHelper output)
{
    [Fact]
    public void A_sample_of_crash_states_should_open_and_hold_what_was_acknowledged()
    {
        var campaign = new CrashCampaign(Seed: 1) { States = 1_000 };
        Hold(campaign.Run);
    }

    private void Hold(Action<Report> campaign)
    {
        var said = new StringWriter();
        var report = new Report(said);
        campaign(report);
        output.WriteLine(said.ToString());
        Assert.True(report.Violations.Count == 0, said.ToString());
    }
}
