using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Snapshot;
using Akka.TestKit.Xunit2;

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
