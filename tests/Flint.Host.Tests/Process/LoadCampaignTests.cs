using Flint.Campaigns.Campaigns;
using Flint.Campaigns.Support;
using Flint.Host.Tests.Support;
using Xunit.Abstractions;

namespace Flint.Host.Tests.Process;

/// <summary>Small samples of the campaigns whose callers are the trouble: they hang up, send nonsense, crowd, or meet keys on their way to sleep.</summary>
public sealed class LoadCampaignTests(ITestOutputHelper output)
{
    private readonly FlintProgram _flint = FlintProgram.Built();

    [Fact]
    public Task Callers_that_hang_up_should_leave_exact_counts() =>
        Sample.HoldAsync(output, report => new ImpatienceCampaign(_flint, "always", Seed: 9) { Callers = 8, Checks = 40 }.RunAsync(report));

    [Theory]
    [InlineData("always", 10)]
    [InlineData("batch", 11)]
    public Task A_check_that_meets_a_key_on_its_way_to_sleep_should_be_answered_soon_and_once(string sync, int seed) =>
        Sample.HoldAsync(output, report => new SleepCampaign(sync, seed) { Checks = 8_000 }.RunAsync(report));

    [Fact]
    public Task Malformed_requests_should_cost_only_themselves() =>
        Sample.HoldAsync(output, report => new FuzzCampaign(_flint, "batch", Seed: 16) { Requests = 2_000 }.RunAsync(report));

    [Fact]
    public Task Idle_and_slow_connections_should_hurt_nobody() =>
        Sample.HoldAsync(output, report => new CrowdCampaign(_flint, "batch", Seed: 17) { Rounds = 1, Idle = 300, Slow = 30, WrkConnections = 0 }.RunAsync(report));
}
