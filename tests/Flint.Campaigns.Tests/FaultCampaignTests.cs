using Flint.Campaigns.Faults.Clock;
using Flint.Campaigns.Faults.Crash;
using Flint.Campaigns.Faults.DiskFaults;
using Flint.Campaigns.Faults.Flip;
using Flint.Campaigns.Support;
using Xunit.Abstractions;

namespace Flint.Campaigns.Tests;

/// <summary>A seeded sample of every campaign that runs in memory; docs/reliability.md has the commands for the whole ones.</summary>
public sealed class FaultCampaignTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_sample_of_crash_states_should_open_and_hold_what_was_acknowledged() =>
        HoldAsync(new CrashCampaign(Seed: 1) { States = 600 }.RunAsync);

    [Fact]
    public Task A_sample_of_damages_should_come_out_as_foretold() =>
        HoldAsync(report => Task.Run(() => new FlipCampaign(Seed: 1) { OneIn = 60 }.Run(report)));

    [Fact]
    public Task A_sample_of_failing_calls_should_lose_nothing_that_was_acknowledged() =>
        HoldAsync(report => Task.Run(() => new DiskFaultsCampaign(Seed: 1) { OneIn = 12 }.Run(report)));

    [Fact]
    public Task A_sample_of_clock_steps_should_grant_one_quota_and_lock_for_one_window_at_most() =>
        HoldAsync(new ClockCampaign(Seed: 1) { Trajectories = 20 }.RunAsync);

    private async Task HoldAsync(Func<Report, Task> campaign)
    {
        var said = new StringWriter();
        var report = new Report(said, most: 20);
        await campaign(report);
        output.WriteLine(said.ToString());
        Assert.True(report.Violations.Count == 0, said.ToString());
    }
}
