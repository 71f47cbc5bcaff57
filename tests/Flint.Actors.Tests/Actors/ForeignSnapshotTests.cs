using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Akka.TestKit.Xunit2;
using Flint.Hosting;
using Flint.Messages;

namespace Flint.Tests.Actors;

/// <summary>Snapshots that stand elsewhere than in the log, which knows no more of a key that was removed and folded away.</summary>
public sealed class ForeignSnapshotTests : TestKit
{
    private static readonly Config Config = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        elsewhere { class = "Akka.Persistence.Snapshot.MemorySnapshotStore, Akka.Persistence", plugin-dispatcher = "akka.actor.default-dispatcher" }
        elsewhere-for-ever { class = "Flint.Tests.Actors.ForeignSnapshotTests+KeepingStore, Flint.Actors.Tests", plugin-dispatcher = "akka.actor.default-dispatcher" }
        """);

    private int _others;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flint-");

    public ForeignSnapshotTests()
        : base(Config)
    {
    }

    [Theory]
    [InlineData("elsewhere", false)]
    [InlineData("elsewhere", true)]
    [InlineData("elsewhere-for-ever", false)]
    [InlineData("elsewhere-for-ever", true)]
    public async Task Key_that_was_removed_and_folded_away_should_come_back_as_a_new_one(string store, bool isAwakeMeanwhile)
    {
        var limiter = FlintLimits.Start(Sys, new LimiterOptions { DataDirectory = _directory.FullName, SnapshotPlugin = store, SnapshotEvery = 3, MaxResident = 1 }).Limiter;
        await limiter.LimitAsync("k", 5, "1d");
        await limiter.CheckAsync("k");
        await limiter.CheckAsync("k", 2); // the third line: a snapshot is made
        await limiter.RemoveAsync("k");
        if (!isAwakeMeanwhile)
            await SleepAsync(limiter);
        await limiter.CompactAsync();

        await limiter.LimitAsync("k", 5, "1d");
        await SleepAsync(limiter);

        Assert.Equal(1, (await limiter.CheckAsync("k", 4)).Remaining);
        var status = await limiter.StatusAsync("k");
        Assert.Equal((1, 1), (status!.Remaining, status.TotalAllowed));
    }

    [Theory]
    [InlineData("elsewhere")]
    [InlineData("elsewhere-for-ever")]
    public async Task Key_of_a_template_that_was_removed_and_folded_away_should_come_back_as_a_new_one(string store)
    {
        var limiter = FlintLimits.Start(Sys, new LimiterOptions { DataDirectory = _directory.FullName, SnapshotPlugin = store, SnapshotEvery = 3, MaxResident = 1 }).Limiter;
        await limiter.TemplateAsync("ip:*", rate: 5, per: "1d");
        await limiter.CheckAsync("ip:2");
        for (var cost = 1; cost <= 3; cost++)
            await limiter.CheckAsync("ip:1", Math.Max(1, cost - 1)); // the third line: a snapshot is made
        await limiter.RemoveAsync("ip:1");
        await SleepAllAsync();
        await limiter.CompactAsync();

        for (var left = 4; left >= 2; left--)
        {
            Assert.Equal(left, (await limiter.CheckAsync("ip:1")).Remaining);
            await SleepAllAsync();
        }
        Assert.Equal(3, (await limiter.StatusAsync("ip:1"))!.TotalAllowed);

        async Task SleepAllAsync()
        {
            do
                await limiter.ResetAsync("ip:2"); // which wakes it, and it sleeps again as soon as it may
            while ((await limiter.Partitions[0].Ask<AwakeKeys>(GetAwakeKeys.Instance, TimeSpan.FromSeconds(30))).Keys.Contains("ip:1"));
        }
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("elsewhere", false)]
    public void Log_should_be_known_to_hold_the_snapshots_or_not(string? store, bool hasSnapshots) =>
        Assert.Equal(hasSnapshots, LimiterConfig.Read(new LimiterOptions { DataDirectory = _directory.FullName, SnapshotPlugin = store }, Config).HasSnapshots);

    // Another takes the place of the only key that is awake.
    private async Task SleepAsync(Limiter limiter)
    {
        Watch(await Sys.ActorSelection(limiter.Partitions[0].Path + "/*").ResolveOne(TimeSpan.FromSeconds(30)));
        await limiter.LimitAsync("other", ++_others, "1d");
        await limiter.ResetAsync("other"); // which wakes it
        await ExpectMsgAsync<Terminated>(TimeSpan.FromSeconds(30));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _directory.Delete(recursive: true);
    }

    // Deletes nothing.
    public sealed class KeepingStore : MemorySnapshotStore
    {
        protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) => Task.CompletedTask;

        protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) => Task.FromException(new IOException("no"));
    }
}
