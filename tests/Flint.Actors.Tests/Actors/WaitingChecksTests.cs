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
            foreach (var request in new object[] { new Check("k"), new Check("k", 2), new Check("k", 3), GetStatus, new Check("k"), new Check("k", 2) })
                _key.Tell(request, _asker);
        }

        var answers = Enumerable.Range(0, 6).Select(_ => _asker.ExpectMsg<object>()).ToArray();
        Assert.Equal(3, Assert.Single(answers.OfType<LimitStatus>()).TotalAllowed);
        Assert.Equal([299, 297, 294, 293, 291], answers.OfType<CheckResult>().Select(result => result.Remaining));
        Assert.Equal([1, 3, 2], Lines().Select(entries => entries.Length)); // the limit's is the first
    }

    [Fact]
    public void They_should_be_denied_from_the_first_that_does_not_fit_and_granted_where_a_smaller_one_fits()
    {
        using (Occupied())
        {
            foreach (var cost in new[] { 298, 3, 1, 2 })
                _key.Tell(new Check("k", cost), _asker);
        }

        var answers = Enumerable.Range(0, 4).Select(_ => _asker.ExpectMsg<CheckResult>()).ToArray();
        Assert.Equal([(1L, true), (2L, false), (3L, false), (298L, true)], answers.Select(result => (result.Cost, result.Allowed)).Order());
        Assert.Equal([EntryKind.Allow, EntryKind.Deny, EntryKind.Allow, EntryKind.Deny], Lines().Skip(1).SelectMany(entries => entries).Select(entry => entry.Kind));
    }

    [Fact]
    public void One_that_throws_should_leave_those_before_and_behind_it_undecided()
    {
        using (Occupied())
        {
            _key.Tell(new Check("k"), _asker);
            _key.Tell(new Check("k"), new Throwing(Sys));
            _key.Tell(new Check("k"), _asker);
        }

        Assert.IsType<RequestNotDecidedException>(_asker.ExpectMsg<Status.Failure>().Cause);
        Assert.IsType<RequestNotDecidedException>(_asker.ExpectMsg<Status.Failure>().Cause);
        Wake().Tell(new Check("k"), _asker);
        Assert.Equal(Rate - 1, _asker.ExpectMsg<CheckResult>().Remaining);
    }

    [Fact]
    public void More_than_are_decided_together_should_all_be_decided_in_their_order()
    {
        using (Occupied())
        {
            for (var i = 0; i < 200; i++)
                _key.Tell(new Check("k"), _asker);
        }

        Assert.Equal(Enumerable.Range(0, 200).Select(i => Rate - 1L - i), Enumerable.Range(0, 200).Select(_ => _asker.ExpectMsg<CheckResult>().Remaining));
    }

    private static GetStatus GetStatus { get; } = new("k");

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

    private sealed class Throwing(ActorSystem system) : Asker(system), ICancellableSender
    {
        public bool TryDecide() => throw new InvalidOperationException("a caller who throws");
    }
}
