using Flint.Campaigns.Campaigns;
using Flint.Campaigns.Support;
using Xunit.Abstractions;

namespace Flint.Host.Tests.Process;

/// <summary>
/// A small sample of every campaign of tests/Flint.Campaigns against the program that was built with these tests, in processes of its own.
/// The seeds are fixed; where the kill falls among the answers is not, and must not matter.
/// </summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    private readonly FlintProgram _flint = FlintProgram.Built();

    [Theory]
    [InlineData("always", 1)]
    [InlineData("batch", 2)]
    public Task A_kill_under_load_should_lose_no_grant(string sync, int seed) =>
        HoldAsync(report => new KillCampaign(_flint, sync, seed) { Cycles = 3, Callers = 32, Keys = 20, Answers = 300, WrkConnections = 0 }.RunAsync(report));

    [Theory]
    [InlineData("always", 10)]
    [InlineData("batch", 11)]
    public Task A_kill_or_a_stop_under_load_and_compaction_should_lose_no_grant(string sync, int seed) => HoldAsync(report => new KillCampaign(_flint, sync, seed)
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
        HoldAsync(report => new ExactRateCampaign(_flint, sync, algorithm, Seed: 3) { Callers = 64, Rate = 250 }.RunAsync(report));

    [Theory]
    [InlineData("always")]
    [InlineData("batch")]
    public Task A_disk_without_room_should_fail_loudly_and_lose_no_grant(string sync) =>
        HoldAsync(report => new StorageFailureCampaign(_flint, sync, StorageFault.NoRoom, Seed: 4) { Callers = 16, Answers = 100 }.RunAsync(report));

    // Where strace is missing or may not attach, the same is proved over the fake file of Flint.Actors.Journal.Tests, and nothing more is here.
    [Fact]
    public async Task A_sync_that_fails_should_be_the_last_one_and_grant_nothing()
    {
        if (await Strace.CanAttachAsync())
            await HoldAsync(report => new StorageFailureCampaign(_flint, "always", StorageFault.SyncError, Seed: 5) { Callers = 16, Answers = 100 }.RunAsync(report));
        else
            output.WriteLine("strace cannot attach here: the real system call was not failed");
    }

    [Theory]
    [InlineData("always", 6)]
    [InlineData("batch", 7)]
    public Task A_stop_under_load_should_count_exactly_what_was_answered(string sync, int seed) =>
        HoldAsync(report => new StopCampaign(_flint, sync, seed) { Rounds = 2, Callers = 32, Answers = 300 }.RunAsync(report));

    [Fact]
    public Task A_torn_log_should_open_with_every_complete_group() =>
        HoldAsync(report => new TornTailCampaign(_flint, Seed: 8) { Stride = 130, Rounds = 2 }.RunAsync(report));

    [Fact]
    public Task A_second_process_should_be_told_who_holds_the_directory() =>
        HoldAsync(report => new TwoWritersCampaign(_flint) { Rounds = 1, Rivals = 2 }.RunAsync(report));

    [Fact]
    public Task Callers_that_hang_up_should_leave_exact_counts() =>
        HoldAsync(report => new ImpatienceCampaign(_flint, "always", Seed: 9) { Callers = 8, Checks = 40 }.RunAsync(report));

    // As above; the same states of the files are tried over a fake disk.
    [Theory]
    [InlineData("always", 12)]
    [InlineData("batch", 13)]
    public async Task A_kill_at_a_chosen_system_call_should_lose_no_grant(string sync, int seed)
    {
        if (await Strace.CanAttachAsync())
            await HoldAsync(report => new SyscallKillCampaign(_flint, sync, seed) { Targets = [SyscallTarget.Renames], FromExec = 4, UnderLoad = 1, Callers = 8, Keys = 5 }.RunAsync(report));
        else
            output.WriteLine("strace cannot attach here: nobody was killed at a chosen system call");
    }

    // Without root nothing can be mounted; a full disk is played by the limit of a file's size, above.
    [Theory]
    [InlineData("always", 14)]
    [InlineData("batch", 15)]
    public Task A_full_file_system_should_fail_loudly_and_lose_no_grant(string sync, int seed) =>
        HoldAsync(report => new FullDiskCampaign(_flint, sync, seed) { Callers = 16, Rounds = 2, Compacts = true }.RunAsync(report));

    [Theory]
    [InlineData("always", 10)]
    [InlineData("batch", 11)]
    public Task A_check_that_meets_a_key_on_its_way_to_sleep_should_be_answered_soon_and_once(string sync, int seed) =>
        HoldAsync(report => new SleepCampaign(sync, seed) { Checks = 8_000 }.RunAsync(report));

    [Fact]
    public Task Malformed_requests_should_cost_only_themselves() =>
        HoldAsync(report => new FuzzCampaign(_flint, "batch", Seed: 16) { Requests = 2_000 }.RunAsync(report));

    [Fact]
    public Task Idle_and_slow_connections_should_hurt_nobody() =>
        HoldAsync(report => new CrowdCampaign(_flint, "batch", Seed: 17) { Rounds = 1, Idle = 300, Slow = 30, WrkConnections = 0 }.RunAsync(report));

    private async Task HoldAsync(Func<Report, Task> campaign)
    {
        var said = new StringWriter();
        var report = new Report(said);
        try
        {
            await campaign(report);
        }
        finally
        {
            output.WriteLine(said.ToString());
        }
        Assert.True(report.Violations.Count == 0, string.Join('\n', report.Violations));
    }
}
