using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace Flint.Tests.Actors;

/// <summary>Snapshots that stand elsewhere than in the log, which knows no more of a key that was removed and folded away.</summary>
public sealed class ForeignSnapshotTests : TestKit
{
    private static readonly Config Config = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        elsewhere { class = "Akka.Persistence.Snapshot.MemorySnapshotStore, Akka.Persistence", plugin-dispatcher = "akka.actor.default-dispatcher" }
        """);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flint-");

    public ForeignSnapshotTests()
        : base(Config)
    {
    }

    [Fact]
    public async Task Key_that_was_removed_and_folded_away_should_come_back_as_a_new_one()
    {
        var limiter = FlintLimits.Start(Sys, new LimiterOptions { DataDirectory = _directory.FullName, SnapshotPlugin = "elsewhere", SnapshotEvery = 2, MaxResident = 1 }).Limiter;
        await limiter.LimitAsync("k", 5, "1d");
        await limiter.CheckAsync("k", 3); // the second line: a snapshot is made
        await limiter.RemoveAsync("k");
        Watch(await Sys.ActorSelection(limiter.Partitions[0].Path + "/*").ResolveOne(TimeSpan.FromSeconds(30)));
        await limiter.LimitAsync("other", 1, "1d"); // takes the place of k, which falls asleep
        await ExpectMsgAsync<Terminated>(TimeSpan.FromSeconds(30));
        await limiter.CompactAsync();

        await limiter.LimitAsync("k", 5, "1d");

        var status = await limiter.StatusAsync("k");
        Assert.Equal((5, 0), (status!.Remaining, status.TotalAllowed));
        Assert.Equal(1, (await limiter.CheckAsync("k", 4)).Remaining);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _directory.Delete(recursive: true);
    }
}
