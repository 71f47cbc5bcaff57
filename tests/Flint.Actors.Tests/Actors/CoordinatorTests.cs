using Akka.Actor;
using Flint.Actors;
using Flint.Messages;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>The coordinator alone, with the test as the keys and as the one who closes it.</summary>
public sealed class CoordinatorTests : InMemoryLimits
{
    [Fact]
    public void Denial_should_be_told_to_its_key_before_closing_has_the_keys_record()
    {
        var coordinator = Start();
        coordinator.Tell(new CheckAll("a"), CreateTestProbe());
        var reserve = ExpectMsg<ReserveQuota>();
        coordinator.Tell(Close.Instance, TestActor);

        coordinator.Tell(new QuotaRefused(reserve.Attempt, reserve.Index, new CheckResult("a", false, 1, 1, 0, Clock.GetUtcNow(), TimeSpan.Zero, Algorithm.TokenBucket)));

        ExpectMsg(new RecordDenial("a", 1));
        ExpectMsg<Closed>();
    }

    [Fact]
    public void Decision_that_is_being_written_should_reach_its_keys_before_closing_has_them_record()
    {
        var coordinator = Start();
        coordinator.Tell(new CheckAll("a"), CreateTestProbe());
        var reserve = ExpectMsg<ReserveQuota>();

        coordinator.Tell(new QuotaReserved(reserve.Attempt, reserve.Index, new CheckResult("a", true, 1, 1, 0, Clock.GetUtcNow(), null, Algorithm.TokenBucket)));
        coordinator.Tell(Close.Instance, TestActor);

        ExpectMsg<CommitPart>();
        ExpectMsg<Closed>();
    }

    private IActorRef Start()
    {
        var routes = new LimitRoutes();
        routes.Open([TestActor]);
        var context = Alone();
        var coordinator = Sys.ActorOf(Props.Create(() => new CheckAllCoordinator(context, routes)));
        ExpectMsg<OpenForUsers>();
        return coordinator;
    }
}
