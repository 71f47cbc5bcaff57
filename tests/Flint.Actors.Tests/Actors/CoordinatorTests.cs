using Akka.Actor;
using Flint.Actors;
using Flint.Messages;
using Flint.State;
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

        AtOnce(coordinator, Refused(reserve), Close.Instance);

        ExpectMsg(new RecordDenial("a", 1));
        ExpectMsg<Closed>();
    }

    [Fact]
    public void Stop_should_tell_what_was_gathered()
    {
        var coordinator = Start();
        var reserve = Ask(coordinator, "a");

        AtOnce(coordinator, Refused(reserve), PoisonPill.Instance);

        ExpectMsg(new RecordDenial("a", 1));
        Assert.Equal("a", ExpectMsg<CheckAllResult>().DeniedKey);
    }

    [Fact]
    public void Part_that_is_lost_should_be_driven_again()
    {
        var coordinator = Start();
        coordinator.Tell(Granted(Ask(coordinator, "a")));
        var part = ExpectMsg<CommitPart>();
        ExpectMsg<CheckAllResult>();

        coordinator.Tell(new KeyAnswers([new PartLost(part.Part.Transaction, 0)]));

        ExpectMsg(part with { Attempt = 0 });
    }

    [Fact]
    public void Decision_that_is_being_written_should_reach_its_keys_before_closing_has_them_record()
    {
        var coordinator = Start();
        coordinator.Tell(new CheckAll("a"), CreateTestProbe());
        var reserve = ExpectMsg<ReserveQuota>();

        coordinator.Tell(Granted(reserve));
        coordinator.Tell(Close.Instance, TestActor);

        ExpectMsg<CommitPart>();
        ExpectMsg<Closed>();
    }

    [Fact]
    public void Check_alls_that_are_under_way_together_should_share_messages_and_be_answered_behind_them()
    {
        var coordinator = Start();
        CheckItem[] items = ["a", "b"];
        ReserveQuota[] asked = [.. AskForTwo(coordinator, items), .. AskForTwo(coordinator, items)];

        coordinator.Tell(new KeyAnswers([.. asked.Select(Granted)]));

        var parts = new[] { ExpectMsg<KeyCommands>(), ExpectMsg<KeyCommands>() };
        Assert.Equal([("a", 1L), ("a", 2L), ("b", 1L), ("b", 2L)], parts.SelectMany(p => p.Commands).Cast<CommitPart>().Select(c => (c.Key, c.Part.Transaction)).Order());
        Assert.True(ExpectMsg<CheckAllResult>().Allowed);
        Assert.True(ExpectMsg<CheckAllResult>().Allowed);
    }

    [Fact]
    public void Attempt_that_meets_a_hold_should_let_go_and_ask_in_the_order_of_the_keys()
    {
        var coordinator = Start();
        var asked = AskForTwo(coordinator, "b", "a");
        Assert.Equal([("b", false), ("a", false)], asked.Select(r => (r.Key, r.MayWait)));

        coordinator.Tell(Granted(asked[0]));
        coordinator.Tell(Busy(asked[1]));

        Expect(new ReleaseHold(asked[0].Attempt, "b"), InOrder(asked[1]));
        coordinator.Tell(new HoldLost(asked[0].Attempt, "b", new RequestNotDecidedException("it stopped before it heard of the release")));
        coordinator.Tell(Granted(asked[1]));
        Expect(InOrder(asked[0]));
        coordinator.Tell(Granted(asked[0]));
        Expect(Part(0, "b"), Part(1, "a"));
        Assert.Equal(["b", "a"], ExpectMsg<CheckAllResult>().Results.Select(r => r.Key));

        CommitPart Part(int index, string key) => new(asked[0].Attempt, index, key, 1, new CheckAllPart(1, 0, Clock.GetUtcNow().UtcTicks, ["b", "a"]));
    }

    [Fact]
    public void Attempt_that_is_refused_in_order_should_probe_those_behind_and_let_go_of_those_before()
    {
        var coordinator = Start();
        coordinator.Tell(new CheckAll("c", "b", "a"), TestActor);
        var asked = new[] { ExpectMsg<ReserveQuota>(), ExpectMsg<ReserveQuota>(), ExpectMsg<ReserveQuota>() };
        foreach (var reserve in asked)
            coordinator.Tell(Busy(reserve));
        Expect(InOrder(asked[2]));

        coordinator.Tell(Granted(asked[2]));
        Expect(InOrder(asked[1]));
        coordinator.Tell(Refused(asked[1]));
        Expect(new ProbeQuota(asked[0].Attempt, 0, "c", 1));
        coordinator.Tell(Refused(asked[0]));

        Expect(new ReleaseHold(asked[0].Attempt, "a"), new RecordDenial("c", 1));
        Assert.Equal("c", ExpectMsg<CheckAllResult>().DeniedKey);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Attempt_that_is_refused_should_hold_nothing_though_another_key_was_busy(bool asAnError)
    {
        var coordinator = Start();
        coordinator.Tell(new CheckAll("a", "b", "c"), TestActor);
        var asked = new[] { ExpectMsg<ReserveQuota>(), ExpectMsg<ReserveQuota>(), ExpectMsg<ReserveQuota>() };

        coordinator.Tell(Granted(asked[0]));
        coordinator.Tell(Busy(asked[1]));
        coordinator.Tell(asAnError ? new ReservationFailed(asked[2].Attempt, 2, new LimitNotConfiguredException("c")) : Refused(asked[2]));

        if (asAnError)
        {
            Expect(new ReleaseHold(asked[0].Attempt, "a"));
            Assert.IsType<LimitNotConfiguredException>(ExpectMsg<Status.Failure>().Cause);
            return;
        }
        Expect(new ReleaseHold(asked[0].Attempt, "a"), new RecordDenial("c", 1));
        var denied = ExpectMsg<CheckAllResult>();
        Assert.Equal(("c", 3), (denied.DeniedKey, denied.Results.Count));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Error_should_be_that_of_the_first_key_in_the_request_whoever_answers_first(int first, int second)
    {
        var coordinator = Start();
        var asked = AskForTwo(coordinator, "b", "a");

        foreach (var i in new[] { first, second })
            coordinator.Tell(new ReservationFailed(asked[i].Attempt, i, new LimitNotConfiguredException(asked[i].Key)));

        Assert.Contains("b", ExpectMsg<Status.Failure>().Cause.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hold_that_is_lost_while_another_key_is_asked_should_end_the_attempt_as_an_error(bool isInOrder)
    {
        var coordinator = Start();
        var asked = AskForTwo(coordinator, "a", "b");
        if (isInOrder)
        {
            coordinator.Tell(Busy(asked[0]));
            coordinator.Tell(Busy(asked[1]));
            Expect(InOrder(asked[0]));
        }
        coordinator.Tell(Granted(asked[0]));
        if (isInOrder)
            Expect(InOrder(asked[1]));

        coordinator.Tell(new HoldLost(asked[0].Attempt, "a", new RequestNotDecidedException("gone")));
        coordinator.Tell(Granted(asked[1]));

        Expect(new ReleaseHold(asked[0].Attempt, "a"), new ReleaseHold(asked[0].Attempt, "b"));
        Assert.IsType<RequestNotDecidedException>(ExpectMsg<Status.Failure>().Cause);
    }

    [Fact]
    public void Denial_should_be_told_to_its_key_before_who_asked_hears_of_it()
    {
        var coordinator = Start();
        var reserve = Ask(coordinator, "a");
        Assert.True(reserve is { MayWait: true, IsUse: true }); // there is no other key that it could hold meanwhile

        coordinator.Tell(Refused(reserve));

        ExpectMsg(new RecordDenial("a", 1));
        Assert.Equal("a", ExpectMsg<CheckAllResult>().DeniedKey);
    }

    [Fact]
    public void Attempt_that_was_taken_back_and_holds_nothing_should_not_hold_up_closing()
    {
        var coordinator = Start();
        coordinator.Tell(new CheckAll("a"), new CancelledSender(((ExtendedActorSystem)Sys).Provider));
        var reserve = ExpectMsg<ReserveQuota>();
        coordinator.Tell(Close.Instance, TestActor);

        coordinator.Tell(Refused(reserve));

        ExpectMsg<Closed>();
    }

    private ReserveQuota Ask(IActorRef coordinator, params CheckItem[] items)
    {
        coordinator.Tell(new CheckAll(items), TestActor);
        return ExpectMsg<ReserveQuota>();
    }

    private ReserveQuota[] AskForTwo(IActorRef coordinator, params CheckItem[] items) => [Ask(coordinator, items), ExpectMsg<ReserveQuota>()];

    // Both stand in its mailbox before it looks.
    private void AtOnce(IActorRef coordinator, object first, object second)
    {
        ((IInternalActorRef)coordinator).Suspend();
        coordinator.Tell(first, TestActor);
        coordinator.Tell(second, TestActor);
        ((IInternalActorRef)coordinator).Resume(null);
    }

    private static ReserveQuota InOrder(ReserveQuota asked) => asked with { MayWait = true, IsRepeated = true };

    private QuotaReserved Granted(ReserveQuota reserve) => new(reserve.Attempt, reserve.Index, Result(reserve.Key, allowed: true));

    private QuotaBusy Busy(ReserveQuota reserve) => new(reserve.Attempt, reserve.Index, Result(reserve.Key, allowed: true));

    // What is told to the keys at once comes in no order, of which one key's is kept.
    private void Expect(params IKeyCommand[] commands) => Assert.Equal(commands.OrderBy(c => c.Key), commands.Select(_ => ExpectMsg<IKeyCommand>()).OrderBy(c => c.Key));

    private QuotaRefused Refused(ReserveQuota reserve) => new(reserve.Attempt, reserve.Index, Result(reserve.Key, allowed: false));

    private CheckResult Result(string key, bool allowed) => new(key, allowed, 1, 1, 0, Clock.GetUtcNow(), allowed ? null : TimeSpan.Zero, Algorithm.TokenBucket);

    private IActorRef Start()
    {
        var routes = new LimitRoutes();
        routes.Open([TestActor]);
        var context = Alone();
        var coordinator = Sys.ActorOf(Props.Create(() => new CheckAllCoordinator(context, routes)));
        ExpectMsg<OpenForUsers>();
        return coordinator;
    }

    private sealed class CancelledSender(IActorRefProvider provider) : MinimalActorRef, ICancellableSender
    {
        public override ActorPath Path => provider.RootPath / "cancelled";

        public override IActorRefProvider Provider => provider;

        public bool TryDecide() => false;
    }
}
