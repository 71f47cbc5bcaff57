using Flint.Campaigns.Campaigns;
using Flint.Campaigns.Support;
using Flint.Host.Tests.Support;
using Xunit.Abstractions;

namespace Flint.Host.Tests.Process;

/// <summary>Small samples of the campaigns whose disk fails, fills up or sees the server killed at a chosen system call.</summary>
public sealed class StorageCampaignTests(ITestOutputHelper output)
{
    private readonly FlintProgram _flint = FlintProgram.Built();

    [Theory]
    [InlineData("always")]
    [InlineData("batch")]
    public Task A_disk_without_room_should_fail_loudly_and_lose_no_grant(string sync) =>
        Sample.HoldAsync(output, report => new StorageFailureCampaign(_flint, sync, StorageFault.NoRoom, Seed: 4) { Callers = 16, Answers = 100 }.RunAsync(report));

    // Where strace is missing or may not attach, the same is proved over the fake file of Flint.Actors.Journal.Tests, and nothing more is here.
    [Fact]
    public async Task A_sync_that_fails_should_be_the_last_one_and_grant_nothing()
    {
        if (await Strace.CanAttachAsync())
            await Sample.HoldAsync(output, report => new StorageFailureCampaign(_flint, "always", StorageFault.SyncError, Seed: 5) { Callers = 16, Answers = 100 }.RunAsync(report));
        else
            output.WriteLine("strace cannot attach here: the real system call was not failed");
    }

    // As above; the same states of the files are tried over a fake disk.
    [Theory]
    [InlineData("always", 12)]
    [InlineData("batch", 13)]
    public async Task A_kill_at_a_chosen_system_call_should_lose_no_grant(string sync, int seed)
    {
        if (await Strace.CanAttachAsync())
            await Sample.HoldAsync(output, report => new SyscallKillCampaign(_flint, sync, seed) { Targets = [SyscallTarget.Renames], FromExec = 2, UnderLoad = 1, Callers = 8, Keys = 5 }.RunAsync(report));
        else
            output.WriteLine("strace cannot attach here: nobody was killed at a chosen system call");
    }

    // Without root nothing can be mounted; a full disk is played by the limit of a file's size, above.
    [Theory]
    [InlineData("always", 14)]
    [InlineData("batch", 15)]
    public Task A_full_file_system_should_fail_loudly_and_lose_no_grant(string sync, int seed) =>
        Sample.HoldAsync(output, report => new FullDiskCampaign(_flint, sync, seed) { Callers = 16, Rounds = 1, Compacts = true }.RunAsync(report));
}
