using Akka;
using Akka.Actor;
using Flint.Actors;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>What meets an actor that has stopped.</summary>
public sealed class UndeliveredRequestsTests : InMemoryLimits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Request_should_be_answered_as_not_decided()
    {
        var asker = Inbox.Create(Sys);

        Sys.DeadLetters.Tell(new Check("k"), asker.Receiver);

        Assert.IsType<RequestNotDecidedException>(Failure(asker));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Request_in_nobodys_name_should_give_its_place_back(bool isBehindChanges)
    {
        var context = Alone();
        var configure = new ConfigureLimit("k", 1, TimeSpan.FromDays(1));
        IActorRef asker = new Entrance(context, new CheckWatch(null, context), ((ExtendedActorSystem)Sys).Provider).Admit(configure, Sys.DeadLetters)!;
        Assert.Equal(1, context.Admission.Waiting);

        Sys.DeadLetters.Tell(configure, isBehindChanges ? new BehindChanges(asker, Sys.DeadLetters) : asker);

        Assert.Equal(0, context.Admission.Waiting);
    }

    /// <summary>The limit that it tells of may be in a line that was not safe when the partition stopped.</summary>
    [Fact]
    public void Answer_behind_a_line_whose_partition_has_stopped_should_be_an_unknown_outcome_unless_it_is_a_failure()
    {
        var asker = Inbox.Create(Sys);
        var behind = new BehindChanges(asker.Receiver, Sys.DeadLetters);

        behind.Tell(Done.Instance, ActorRefs.NoSender);
        behind.Tell(new Status.Failure(new LimitNotConfiguredException("k")), ActorRefs.NoSender);

        Assert.IsType<OutcomeUnknownException>(Failure(asker));
        Assert.IsType<LimitNotConfiguredException>(Failure(asker));
    }

    private static Exception? Failure(Inbox asker) => Assert.Throws<AggregateException>(() => asker.Receive(Patience)).InnerException;
}
