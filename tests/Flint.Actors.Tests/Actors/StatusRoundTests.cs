using Akka.Actor;
using Flint.Actors;
using Flint.Messages;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class StatusRoundTests : DiskLimits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void All_should_be_told_once_everyone_has_answered_and_who_has_no_limit_with_nothing()
    {
        var (round, asker) = Start("a", "b", "c");
        round.Tell(Of("b"), ActorRefs.NoSender);
        round.Tell(new Status.Failure(new LimitNotConfiguredException("c")), ActorRefs.NoSender);
        round.Tell(Of("a"), ActorRefs.NoSender);

        var told = Assert.IsType<AwakeStatuses>(asker.Receive(Patience)).Statuses;
        Assert.Equal(["a", "b", "c"], told.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((Of("a"), Of("b"), null), (told["a"], told["b"], told["c"]));
        Assert.True(asker.Receive(Patience) is Terminated);
    }

    [Fact]
    public void First_failure_should_be_told_and_nothing_behind_it()
    {
        var (round, asker) = Start("a", "b");
        var cause = new StorageFailedException("the disk is gone");
        round.Tell(new Status.Failure(cause), ActorRefs.NoSender);
        round.Tell(new Status.Failure(new StorageFailedException("and gone")), ActorRefs.NoSender);

        Assert.Same(cause, Failure(asker));
        Assert.True(asker.Receive(Patience) is Terminated);
    }

    [Fact]
    public void Who_asked_should_be_told_when_it_stops_with_its_partition()
    {
        var (round, asker) = Start("a", "b");
        round.Tell(Of("a"), ActorRefs.NoSender);
        round.Tell(PoisonPill.Instance, ActorRefs.NoSender);

        Assert.IsType<RequestNotDecidedException>(Failure(asker));
    }

    /// <summary>The partition still has the actor, which nobody has used since.</summary>
    [Fact]
    public async Task Awake_key_whose_limit_was_removed_should_neither_be_listed_nor_ranked()
    {
        var limiter = Open();
        foreach (var key in new[] { "a", "b" })
        {
            await LimitAwakeAsync(limiter, key, 3, "1d");
            await limiter.CheckAsync(key);
        }
        await limiter.RemoveAsync("a");

        Assert.Contains("a", (await Partitions(limiter)).SelectMany(partition => partition.Keys));
        Assert.Equal(["b"], (await List(limiter)).Select(status => status.Key));
        Assert.Equal(["b"], (await limiter.TopAsync(TopBy.Allowed, 5)).Select(status => status.Key));
    }

    private static Exception? Failure(Inbox asker) => Assert.Throws<AggregateException>(() => asker.Receive(Patience)).InnerException;

    private static LimitStatus Of(string key) =>
        new(key, 1, TimeSpan.FromDays(1), Algorithm.TokenBucket, 1, DateTimeOffset.UnixEpoch, 0, 0, 0, 0, null, null, null);

    private (IActorRef Round, Inbox Asker) Start(params string[] keys)
    {
        var system = Open().System;
        var asker = Inbox.Create(system);
        var round = system.ActorOf(StatusRound.Props(keys, asker.Receiver));
        asker.Watch(round);
        return (round, asker);
    }
}
