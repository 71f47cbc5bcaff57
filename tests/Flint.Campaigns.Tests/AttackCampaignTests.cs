using Flint.Campaigns.Attack;
using Flint.Campaigns.Support;
using Xunit.Abstractions;

namespace Flint.Campaigns.Tests;

/// <summary>A small, seeded sample of the attacks of many made-up keys; docs/reliability.md has the command for the whole ones.</summary>
public sealed class AttackCampaignTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_flood_of_made_up_keys_should_cost_no_legitimate_check() =>
        HoldAsync(new FloodCampaign(Keys: 25_000, Seed: 1) { Rounds = 2, Quiet = TimeSpan.FromMilliseconds(200), IsTimed = false }.RunAsync);

    [Fact]
    public Task Made_up_keys_should_be_gone_an_hour_later() => HoldAsync(new ForgottenKeysCampaign(Keys: 3_000, Seed: 1).RunAsync);

    [Fact]
    public Task Keys_that_nothing_speaks_for_should_cost_nothing() => HoldAsync(new UnknownKeysCampaign(Keys: 10_000, Seed: 1).RunAsync);

    private async Task HoldAsync(Func<Report, Task> campaign)
    {
        var said = new StringWriter();
        var report = new Report(said);
        await campaign(report);
        output.WriteLine(said.ToString());
        Assert.True(report.Violations.Count == 0, said.ToString());
    }
}
