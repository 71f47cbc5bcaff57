using Flint.Campaigns.Campaigns;
using Flint.Campaigns.Support;
using Flint.Host.Tests.Support;
using Xunit.Abstractions;

namespace Flint.Host.Tests.Process;

/// <summary>Small samples of the campaigns that end the server in the middle of its work, in processes of its own. The seeds are fixed; where a kill falls among the answers is not, and must not matter.</summary>
public sealed class DeathCampaignTests(ITestOutputHelper output)
{
    private readonly FlintProgram _flint = FlintProgram.Built();

    [Theory]
    [InlineData("always", 1)]
    [InlineData("batch", 2)]
    public Task A_kill_under_load_should_lose_no_grant(string sync, int seed) =>
        Sample.HoldAsync(output, report => new KillCampaign(_flint, sync, seed) { Cycles = 2, Callers = 32, Keys = 20, Answers = 300, WrkConnections = 0 }.RunAsync(report));

    [Theory]
    [InlineData("always", 10)]
    [InlineData("batch", 11)]
    public Task A_kill_or_a_stop_under_load_and_compaction_should_lose_no_grant(string sync, int seed) => Sample.HoldAsync(output, report => new KillCampaign(_flint, sync, seed)
    {
        Cycles = 3,
        Callers = 16,
        Keys = 20,
        Answers = 100,
        WrkConnections = 0,
        CompactEvery = TimeSpan.FromMilliseconds(50),
        Deaths = Enum.GetValues<Death>(),
    }.RunAsync(report));

    [Theory]
    [InlineData("always", "token_bucket")]
    [InlineData("always", "sliding_window_log")]
    [InlineData("batch", "fixed_window_counter")]
    public Task Exactly_the_rate_should_be_granted_over_http_and_over_a_kill(string sync, string algorithm) =>
        Sample.HoldAsync(output, report => new ExactRateCampaign(_flint, sync, algorithm, Seed: 3) { Callers = 64, Rate = 250 }.RunAsync(report));

    [Theory]
    [InlineData("always", 6)]
    [InlineData("batch", 7)]
    public Task A_stop_under_load_should_count_exactly_what_was_answered(string sync, int seed) =>
        Sample.HoldAsync(output, report => new StopCampaign(_flint, sync, seed) { Rounds = 2, Callers = 32, Answers = 300 }.RunAsync(report));

    [Fact]
    public Task A_torn_log_should_open_with_every_complete_group() =>
        Sample.HoldAsync(output, report => new TornTailCampaign(_flint, Seed: 8) { Stride = 200, Rounds = 2 }.RunAsync(report));

    [Fact]
    public Task A_second_process_should_be_told_who_holds_the_directory() =>
        Sample.HoldAsync(output, report => new TwoWritersCampaign(_flint) { Rounds = 1, Rivals = 2 }.RunAsync(report));
}
