using Akka;
using Akka.Actor;
using Akka.TestKit;
using Flint.Messages;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>One key, with the test as its coordinator.</summary>
public sealed class HoldsTests : InMemoryLimits
{
    private readonly IActorRef _partition;
    private readonly TestProbe _coordinator;

    public HoldsTests()
    {
        _coordinator = CreateTestProbe();
        Ref.Tell(new GetStatus("nobody"), _coordinator);
        _coordinator.ExpectMsg<Status.Failure>(); // the partitions are there
        _partition = Sys.ActorSelection("/user/flint/partition-0").ResolveOne(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
        Answer<Done>(new ConfigureLimit("k", 5, TimeSpan.FromDays(1), Algorithm.FixedWindowCounter));
    }

    [Fact]
    public void Committed_hold_should_decide_the_queue_from_its_head()
    {
        Spend(1);
        Reserve(attempt: 1, cost: 3);
        var (two, five, one) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());

        _partition.Tell(new Check("k", 2), two); // would pass only if the hold were released
        _partition.Tell(new Check("k", 5), five); // would not pass even then
        _partition.Tell(new Check("k", 1), one); // would pass, but others wait

        Assert.False(five.ExpectMsg<CheckResult>().Allowed);
        Commit(attempt: 1, transaction: 1, cost: 3);
        Assert.False(two.ExpectMsg<CheckResult>().Allowed);
        Assert.True(one.ExpectMsg<CheckResult>().Allowed);
        Assert.Equal((0, 3, 2), Totals());
    }

    [Fact]
    public void Released_hold_should_decide_the_queue_from_its_head()
    {
        Reserve(attempt: 1, cost: 4);
        var (two, three) = (CreateTestProbe(), CreateTestProbe());
        _partition.Tell(new Check("k", 2), two);
        _partition.Tell(new ReserveQuota(2, 0, "k", 4), three);

        _partition.Tell(new ReleaseHold(1, "k"), _coordinator);

        Assert.True(two.ExpectMsg<CheckResult>().Allowed);
        Assert.False(three.ExpectMsg<QuotaRefused>().Result.Allowed);
        Assert.Equal((3, 1, 0), Totals()); // a refused reservation counts nowhere until the coordinator says so
    }

    [Fact]
    public void Peek_should_wait_like_the_check_and_take_nothing_from_those_behind_it()
    {
        Reserve(attempt: 1, cost: 4);
        var (peek, check) = (CreateTestProbe(), CreateTestProbe());
        _partition.Tell(new Peek("k", 3), peek);
        _partition.Tell(new Check("k", 5), check);

        _partition.Tell(new ReleaseHold(1, "k"), _coordinator);

        Assert.Equal((true, 2), (peek.ExpectMsg<CheckResult>() is var foreseen && foreseen.Allowed, foreseen.Remaining));
        Assert.True(check.ExpectMsg<CheckResult>().Allowed);
    }

    [Fact]
    public void Hold_should_reduce_what_others_are_told_is_left()
    {
        Reserve(attempt: 1, cost: 3);

        Assert.Equal(1, Answer<CheckResult>(new Check("k", 1)).Remaining);
    }

    [Fact]
    public void Removal_should_wait_for_the_hold_and_the_part_be_charged_first()
    {
        Reserve(attempt: 1, cost: 3);
        var (remover, late) = (CreateTestProbe(), CreateTestProbe());
        _partition.Tell(new RemoveLimit("k"), remover);
        _partition.Tell(new Check("k", 1), late);
        Assert.Equal(5, Answer<LimitStatus>(new GetStatus("k")).Rate);

        Commit(attempt: 1, transaction: 1, cost: 3);

        remover.ExpectMsg<Done>();
        Assert.IsType<LimitNotConfiguredException>(late.ExpectMsg<Status.Failure>().Cause);
        _coordinator.ExpectMsg(new PartCommitted(1, 0));
    }

    [Fact]
    public void Removal_that_finds_the_limit_gone_should_not_hold_up_those_behind_it()
    {
        Reserve(attempt: 1, cost: 3);
        var (first, second, late) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _partition.Tell(new RemoveLimit("k"), first);
        _partition.Tell(new RemoveLimit("k"), second);
        _partition.Tell(new Check("k", 1), late);

        _partition.Tell(new ReleaseHold(1, "k"), _coordinator);

        first.ExpectMsg<Done>();
        Assert.IsType<LimitNotConfiguredException>(second.ExpectMsg<Status.Failure>().Cause);
        Assert.IsType<LimitNotConfiguredException>(late.ExpectMsg<Status.Failure>().Cause);
    }

    [Fact]
    public void Part_should_be_charged_though_a_reconfiguration_left_too_little()
    {
        Reserve(attempt: 1, cost: 4);
        Answer<Done>(new ConfigureLimit("k", 2, TimeSpan.FromDays(1), Algorithm.FixedWindowCounter));

        Commit(attempt: 1, transaction: 1, cost: 4);

        Assert.Equal((0, 1, 0), Totals());
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        _coordinator.ExpectMsg(new PartCommitted(1, 0));
    }

    [Fact]
    public void Reconfiguration_should_decide_the_queue_anew()
    {
        Reserve(attempt: 1, cost: 4);
        var waiting = CreateTestProbe();
        _partition.Tell(new Check("k", 3), waiting);

        Answer<Done>(new ConfigureLimit("k", 7, TimeSpan.FromDays(1), Algorithm.FixedWindowCounter));

        Assert.True(waiting.ExpectMsg<CheckResult>().Allowed);
    }

    [Fact]
    public void Repeated_part_should_be_confirmed_and_charged_once()
    {
        Reserve(attempt: 1, cost: 2);
        Commit(attempt: 1, transaction: 1, cost: 2);
        Commit(attempt: 0, transaction: 1, cost: 2);
        Spend(1); // a grant takes the parts with it

        _coordinator.ExpectMsg(new PartCommitted(1, 0));
        _coordinator.ExpectMsg(new PartCommitted(1, 0));
        Assert.Equal((2, 2, 0), Totals());
    }

    [Fact]
    public void Parts_should_be_written_once_they_fill_a_line_though_no_tick_has_come()
    {
        for (var transaction = 1; transaction < 128; transaction++)
            Commit(attempt: 0, transaction, cost: 1);
        Assert.Equal((0, 127, 0), Totals());
        Assert.False(_coordinator.HasMessages);

        Commit(attempt: 0, transaction: 128, cost: 1);

        for (var transaction = 1; transaction <= 128; transaction++)
            _coordinator.ExpectMsg(new PartCommitted(transaction, 0));
    }

    [Fact]
    public void Part_for_a_key_without_a_limit_should_be_confirmed_and_dropped()
    {
        _partition.Tell(new CommitPart(0, 3, "gone", 1, new CheckAllPart(9, 8, 1, ["gone"])), _coordinator);

        _coordinator.ExpectMsg(new PartCommitted(9, 3));
    }

    [Fact]
    public void Probe_should_neither_wait_nor_hold_nor_count()
    {
        Reserve(attempt: 1, cost: 4);

        _partition.Tell(new ProbeQuota(2, 0, "k", 3), _coordinator);
        Assert.True(_coordinator.ExpectMsg<QuotaReserved>().Result.Allowed);
        _partition.Tell(new ProbeQuota(2, 0, "k", 6), _coordinator);
        Assert.IsType<InvalidCostException>(_coordinator.ExpectMsg<ReservationFailed>().Cause);

        _partition.Tell(new ReleaseHold(1, "k"), _coordinator);
        Assert.True(Answer<CheckResult>(new Check("k", 5)).Allowed);
    }

    [Fact]
    public void Reservation_that_may_not_wait_should_be_told_what_a_probe_is_told_and_hold_nothing()
    {
        Reserve(attempt: 1, cost: 4);

        _partition.Tell(new ReserveQuota(2, 0, "k", 3, MayWait: false), _coordinator);
        Assert.Equal((true, 0), (_coordinator.ExpectMsg<QuotaBusy>().Result is var busy && busy.Allowed, busy.Remaining));
        _partition.Tell(new ReserveQuota(3, 0, "k", 1, MayWait: false), _coordinator);
        Assert.True(_coordinator.ExpectMsg<QuotaReserved>().Result.Allowed);
        _partition.Tell(new ReleaseHold(3, "k"), _coordinator);

        var waiting = CreateTestProbe();
        _partition.Tell(new Check("k", 2), waiting);
        _partition.Tell(new ReserveQuota(4, 0, "k", 1, MayWait: false), _coordinator);
        _coordinator.ExpectMsg<QuotaBusy>(); // it would pass the one who waits
        _partition.Tell(new ReleaseHold(1, "k"), _coordinator);
        Assert.True(waiting.ExpectMsg<CheckResult>().Allowed);
        Assert.True(Answer<CheckResult>(new Check("k", 3)).Allowed);
    }

    [Fact]
    public void Commands_that_come_together_should_be_answered_together()
    {
        Together(new ReserveQuota(1, 0, "k", 2), new ReserveQuota(2, 0, "k", 2), new ReserveQuota(3, 0, "k", 2), new ProbeQuota(4, 0, "k", 6));

        Assert.Equal([(1, true), (2, true), (4, false)], _coordinator.ExpectMsg<KeyAnswers>().Answers.Cast<IReservationAnswer>().Select(a => (a.Attempt, a.Result is not null)));
        Together(new ReleaseHold(1, "k"), Part(attempt: 2, transaction: 1, cost: 2), Part(attempt: 0, transaction: 2, cost: 1));
        Assert.Equal(3, Assert.IsType<QuotaReserved>(Assert.Single(_coordinator.ExpectMsg<KeyAnswers>().Answers)).Attempt);
        Assert.Equal((2, 2, 0), Totals());
        Assert.False(_coordinator.HasMessages); // the parts wait to be recorded
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([new PartCommitted(1, 0), new PartCommitted(2, 0)], _coordinator.ExpectMsg<KeyAnswers>().Answers);
    }

    [Fact]
    public void Commands_that_come_together_for_a_key_that_is_not_there_should_be_answered_each()
    {
        _partition.Tell(new KeyCommands("gone", [new ReserveQuota(1, 0, "gone", 1), new ProbeQuota(2, 1, "gone", 1), Part(0, transaction: 9, cost: 1, key: "gone")]), _coordinator);

        Assert.IsType<LimitNotConfiguredException>(_coordinator.ExpectMsg<ReservationFailed>(f => f.Attempt == 1).Cause);
        Assert.IsType<LimitNotConfiguredException>(_coordinator.ExpectMsg<ReservationFailed>(f => f.Attempt == 2).Cause);
        _coordinator.ExpectMsg(new PartCommitted(9, 0));
    }

    [Fact]
    public void Parts_that_came_together_should_come_back_from_a_key_that_fails()
    {
        Together(Part(attempt: 0, transaction: 1, cost: 1), Part(attempt: 0, transaction: 2, cost: 1));

        _partition.Tell(new StorageFailed(new StorageFailedException("gone")));

        Assert.Equal([new PartLost(1, 0), new PartLost(2, 0)], _coordinator.ExpectMsg<KeyAnswers>().Answers);
        Together(new ReserveQuota(3, 0, "k", 1), new ProbeQuota(4, 1, "k", 1));
        Assert.IsType<StorageFailedException>(_coordinator.ExpectMsg<ReservationFailed>(f => f.Attempt == 3).Cause);
        Assert.IsType<StorageFailedException>(_coordinator.ExpectMsg<ReservationFailed>(f => f.Attempt == 4).Cause);
    }

    [Fact]
    public void Attempt_whose_hold_a_failed_storage_takes_should_hear_of_the_failure()
    {
        Reserve(attempt: 1, cost: 4);
        var cause = new StorageFailedException("gone");

        _partition.Tell(new StorageFailed(cause));

        Assert.Same(cause, _coordinator.ExpectMsg<HoldLost>(lost => lost.Attempt == 1).Cause);
    }

    [Fact]
    public void Parts_that_came_together_should_be_recorded_before_all_keys_are_looked_at()
    {
        Together(Part(attempt: 0, transaction: 1, cost: 1), Part(attempt: 0, transaction: 2, cost: 1));

        Answer<Recorded>(RecordNewKeys.Instance);

        Assert.Equal([new PartCommitted(1, 0), new PartCommitted(2, 0)], _coordinator.ExpectMsg<KeyAnswers>().Answers);
    }

    // A part without a part, and a second reservation of one attempt, stand for whatever throws.
    [Fact]
    public void Key_that_throws_in_the_middle_of_commands_should_leave_nobody_without_a_word()
    {
        Reserve(attempt: 1, cost: 4);
        _partition.Tell(new ReserveQuota(2, 0, "k", 3), _coordinator); // waits

        Together(
            new ReserveQuota(3, 0, "k", 1, MayWait: false), Part(attempt: 0, transaction: 1, cost: 1), new CommitPart(0, 0, "k", 1, null!),
            new ReserveQuota(4, 0, "k", 1), Part(attempt: 0, transaction: 2, cost: 1));

        var heard = new List<object>();
        while (heard.Count < 6)
            heard.AddRange(_coordinator.ExpectMsg<object>() is var message && message is KeyAnswers together ? together.Answers : [message]);
        Assert.Equal([1], heard.OfType<HoldLost>().Select(lost => lost.Attempt));
        Assert.Equal([2, 3, 4], heard.OfType<IReservationAnswer>().Select(answer => answer.Attempt).Order());
        Assert.Equal([1, 2], heard.OfType<PartLost>().Select(lost => lost.Transaction).Order());
    }

    [Fact]
    public void Reservation_that_throws_should_be_answered_once()
    {
        Reserve(attempt: 1, cost: 1);

        Together(new ReserveQuota(1, 0, "k", 1), new ReserveQuota(2, 0, "k", 1));

        var heard = new List<object>();
        while (heard.Count < 3)
            heard.AddRange(_coordinator.ExpectMsg<object>() is var message && message is KeyAnswers together ? together.Answers : [message]);
        Assert.Equal([1], heard.OfType<HoldLost>().Select(lost => lost.Attempt));
        Assert.Equal([1, 2], heard.OfType<ReservationFailed>().Select(failed => failed.Attempt).Order());
        Assert.False(_coordinator.HasMessages);
    }

    [Fact]
    public void Commands_that_came_together_and_reached_nobody_should_be_answered_each()
    {
        Sys.DeadLetters.Tell(new KeyCommands("k", [new ReserveQuota(1, 0, "k", 1), new ReleaseHold(1, "k"), Part(attempt: 0, transaction: 2, cost: 1)]), _coordinator);

        Assert.IsType<RequestNotDecidedException>(_coordinator.ExpectMsg<ReservationFailed>().Cause);
        _coordinator.ExpectMsg(new PartLost(2, 0));
    }

    private T Answer<T>(object request)
    {
        var asker = CreateTestProbe();
        _partition.Tell(request, asker);
        return asker.ExpectMsg<T>();
    }

    private void Spend(long cost) => Assert.True(Answer<CheckResult>(new Check("k", cost)).Allowed);

    private void Reserve(long attempt, long cost)
    {
        _partition.Tell(new ReserveQuota(attempt, 0, "k", cost), _coordinator);
        _coordinator.ExpectMsg<QuotaReserved>();
    }

    private void Commit(long attempt, long transaction, long cost) =>
        _partition.Tell(Part(attempt, transaction, cost), _coordinator);

    private static CommitPart Part(long attempt, long transaction, long cost, string key = "k") =>
        new(attempt, 0, key, cost, new CheckAllPart(transaction, 0, 1, [(key, cost)]));

    private void Together(params IKeyCommand[] commands) => _partition.Tell(new KeyCommands("k", commands), _coordinator);

    private (long Remaining, long Allowed, long Denied) Totals()
    {
        var status = Answer<LimitStatus>(new GetStatus("k"));
        return (status.Remaining, status.TotalAllowed, status.TotalDenied);
    }
}
