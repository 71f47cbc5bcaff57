using Akka;
using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;
using Flint.Actors;
using Flint.Messages;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>Checks that wait at a key, one behind the other: they are decided together, and are as they would be one by one.</summary>
public sealed class WaitingChecksTests : InMemoryLimits
{
    private const int Rate = 300;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LimiterContext _context;
    private readonly TestProbe _asker;
    private readonly IActorRef _key;

    public WaitingChecksTests()
    {
        _context = Alone();
        _asker = CreateTestProbe();
        _key = Wake();
        _key.Tell(new ConfigureLimit("k", Rate, TimeSpan.FromDays(1)), _asker);
        _asker.ExpectMsg<Done>();
    }

    [Fact]
    public void They_should_share_a_line_up_to_what_is_no_check()
    {
        using (Occupied())
        {
            TellChecks(1, 2, 3);
            _key.Tell(new GetStatus("k"), _asker);
            TellChecks(1, 2);
        }

        var answers = Enumerable.Range(0, 6).Select(_ => _asker.ExpectMsg<object>()).ToArray();
        Assert.Equal(3, Assert.Single(answers.OfType<LimitStatus>()).TotalAllowed);
        Assert.Equal([299, 297, 294, 293, 291], answers.OfType<CheckResult>().Select(result => result.Remaining));
        Assert.Equal([1, 3, 2], Lines().Select(entries => entries.Length)); // the limit's is the first
    }

    [Fact]
    public void Denials_among_them_should_be_answered_before_the_line_is_written()
    {
        using (Occupied())
            TellChecks(298, 3, 1, 2);

        var answers = Enumerable.Range(0, 4).Select(_ => _asker.ExpectMsg<CheckResult>()).ToArray();
        Assert.Equal([(3L, false), (2L, false), (298L, true), (1L, true)], answers.Select(result => (result.Cost, result.Allowed)));
        Assert.Equal([EntryKind.Allow, EntryKind.Deny, EntryKind.Allow, EntryKind.Deny], Lines().Skip(1).Single().Select(entry => entry.Kind));
    }

    [Fact]
    public void One_that_was_taken_back_should_not_be_charged()
    {
        using (Occupied())
        {
            TellChecks(1);
            _key.Tell(new Check("k", 7), new Deciding(Sys, () => false));
            TellChecks(2);
        }

        Assert.Equal([299, 297], Enumerable.Range(0, 2).Select(_ => _asker.ExpectMsg<CheckResult>().Remaining));
        Assert.Equal([1, 2], Lines().Skip(1).Single().Select(entry => entry.Cost));
    }

    [Fact]
    public void One_that_throws_should_leave_those_before_and_behind_it_undecided()
    {
        using (Occupied())
        {
            TellChecks(1);
            _key.Tell(new Check("k"), new Deciding(Sys, () => throw new InvalidOperationException("a caller who throws")));
            TellChecks(1);
        }

        Assert.IsType<RequestNotDecidedException>(_asker.ExpectMsg<Status.Failure>().Cause);
        Assert.IsType<RequestNotDecidedException>(_asker.ExpectMsg<Status.Failure>().Cause);
        Wake().Tell(new Check("k"), _asker);
        Assert.Equal(Rate - 1, _asker.ExpectMsg<CheckResult>().Remaining);
    }

    [Fact]
    public void Those_that_wait_for_what_is_held_should_keep_their_order()
    {
        _key.Tell(new ReserveQuota(1, 0, "k", Rate - 2), _asker);
        _asker.ExpectMsg<QuotaReserved>();
        using (Occupied())
        {
            TellChecks(3, 1);
            _key.Tell(new ReleaseHold(1, "k"), _asker);
            TellChecks(2);
        }

        Assert.Equal([297, 296, 294], Enumerable.Range(0, 3).Select(_ => _asker.ExpectMsg<CheckResult>().Remaining));
    }

    [Fact]
    public void They_should_be_counted_where_the_limit_goes_that_follows_them_in_their_line()
    {
        using (Occupied())
        {
            TellChecks(1);
            _key.Tell(new GetStatus("k"), _asker);
            TellChecks(2);
            _key.Tell(new ConfigureLimit("k", Rate, TimeSpan.FromDays(1), Algorithm.FixedWindowCounter), _asker);
            TellChecks(3);
        }

        _asker.ReceiveN(5);
        Assert.Equal([1, 1, 3], Lines().Select(entries => entries.Length));
        var sums = Assert.Single(_context.Totals.Since(new TotalsTable()).Totals);
        Assert.Equal((Algorithm.FixedWindowCounter, 1, 3, 6), (sums.Algorithm, sums.Limits, sums.Allowed, sums.AllowedCost));
    }

    [Fact]
    public void More_than_are_decided_together_should_be_decided_in_their_order_64_a_message()
    {
        using (Occupied())
            TellChecks([.. Enumerable.Repeat(1, 200)]);

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)Rate - i), Enumerable.Range(0, 200).Select(_ => _asker.ExpectMsg<CheckResult>().Remaining));
        Assert.Equal(64, Lines()[1].Length);
    }

    [Fact]
    public void Those_that_came_while_the_key_was_recovered_should_be_decided_in_their_order()
    {
        Watch(_key);
        Sys.Stop(_key);
        ExpectTerminated(_key);

        var key = Wake();
        for (var i = 0; i < 100; i++)
            key.Tell(new Check("k"), _asker);

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)Rate - i), Enumerable.Range(0, 100).Select(_ => _asker.ExpectMsg<CheckResult>().Remaining));
    }

    private void TellChecks(params int[] costs)
    {
        foreach (var cost in costs)
            _key.Tell(new Check("k", cost), _asker);
    }

    private IActorRef Wake() => ActorOfAsTestActorRef<Parent>(Props.Create(() => new Parent(_context))).UnderlyingActor.Key;

    // The key is kept at work until that is disposed: what is told meanwhile waits.
    private Gate Occupied()
    {
        var gate = new Gate(Sys);
        _key.Tell(new Peek("k"), gate);
        Assert.True(gate.Entered.Wait(Patience));
        return gate;
    }

    private List<LimitEntry[]> Lines()
    {
        _key.Tell(RecordNow.Answered, _asker);
        _asker.ExpectMsg<Recorded>();
        var reader = CreateTestProbe();
        Persistence.Instance.Apply(Sys).JournalFor(_context.Settings.JournalPlugin).Tell(new ReplayMessages(0, long.MaxValue, long.MaxValue, KeyIds.Of("k"), reader));
        var lines = new List<LimitEntry[]>();
        while (reader.ExpectMsg<object>() is ReplayedMessage line)
            lines.Add([.. ((LimitEvents)line.Persistent.Payload).Entries]);
        return lines;
    }

    // A key that throws stops, as under its partition.
    private sealed class Parent : UntypedActor
    {
        public Parent(LimiterContext context) => Key = Context.ActorOf(new KeyProps("k", context, isUse: true));

        public IActorRef Key { get; }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

        protected override void OnReceive(object message)
        {
        }
    }

    private abstract class Asker(ActorSystem system) : MinimalActorRef
    {
        public override ActorPath Path { get; } = ((ExtendedActorSystem)system).Provider.RootPath / "asker";

        public override IActorRefProvider Provider { get; } = ((ExtendedActorSystem)system).Provider;
    }

    private sealed class Gate(ActorSystem system) : Asker(system), IDisposable
    {
        private readonly ManualResetEventSlim _isOpen = new();

        public ManualResetEventSlim Entered { get; } = new();

        public void Dispose() => _isOpen.Set();

        protected override void TellInternal(object message, IActorRef sender)
        {
            Entered.Set();
            Assert.True(_isOpen.Wait(Patience));
        }
    }

    private sealed class Deciding(ActorSystem system, Func<bool> tryDecide) : Asker(system), ICancellableSender
    {
        public bool TryDecide() => tryDecide();

        protected override void TellInternal(object message, IActorRef sender) => Assert.Fail($"answered with {message}");
    }
}
