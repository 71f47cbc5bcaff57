using Akka.Actor;
using Akka.Persistence;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>
/// check_all: reserve, decide, commit. A decision is one entry of an event of this actor, its commit point; its parts are driven into the keys' own logs
/// until every key has confirmed, over crashes too. Decisions gather into one event while it works through what has come, and until the journal has taken the event before.
/// </summary>
internal sealed class CheckAllCoordinator : JournaledActor
{
    private readonly LimitRoutes _routes;
    private readonly CheckAllOutbox _outbox;
    private readonly CheckAllState _state = new();
    private readonly Dictionary<long, CheckAllAttempt> _attempts = [];
    private readonly Queue<(List<(CheckAllAttempt Attempt, CheckAllDecision Decision)> Decided, CheckAllSnapshot? Due)> _underWay = new();
    private readonly Action<CheckAllsDecided> _onSafe;

    private List<(CheckAllAttempt Attempt, CheckAllDecision Decision)> _gathering = [];
    private IActorRef? _closer;
    private IActorRef? _markAsker;
    private long _lastAttempt;
    private long _recordedMark;
    private bool _isClosed;

    public CheckAllCoordinator(LimiterContext limiter, LimitRoutes routes)
        : base(limiter)
    {
        _routes = routes;
        _outbox = new CheckAllOutbox(routes, Self);
        _onSafe = OnSafe;
    }

    public override string PersistenceId => KeyIds.CheckAll;

    protected override string Subject => "a check_all";

    protected override bool HasNext => _gathering.Count > 0;

    protected override void OnRecover(object message)
    {
        switch (message is SnapshotOffer offer ? offer.Snapshot : message)
        {
            case CheckAllsDecided decided:
                _state.Apply(decided);
                _recordedMark = decided.LowWater;
                break;
            case CheckAllSnapshot snapshot: // offered, or what a compaction has made of the events asked for
                _state.Apply(snapshot);
                _recordedMark = snapshot.LowWater;
                break;
            case RecoveryCompleted:
                // What may be open reaches the keys before any user does.
                foreach (var decision in _state.Open)
                    Drive(decision, attempt: 0);
                _outbox.Send();
                foreach (var partition in _routes.Partitions)
                    partition.Tell(OpenForUsers.Instance);
                break;
            default:
                throw new InvalidOperationException($"{PersistenceId} cannot be recovered from a {message.GetType()}");
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case CheckAll request:
                Start(request);
                break;
            case IReservationAnswer answer when _attempts.TryGetValue(answer.Attempt, out var attempt):
                if (attempt.Take(answer, _outbox) is { } isGranted)
                    End(attempt, isGranted);
                break;
            case HoldLost lost when _attempts.TryGetValue(lost.Attempt, out var attempt):
                attempt.Lose(lost.Key, lost.Cause);
                break;
            case KeyAnswers together:
                foreach (var answer in together.Answers)
                    OnCommand(answer);
                break;
            case PartCommitted part:
                _state.Confirm(part.Transaction, part.Index);
                break;
            case PartLost lost when _state.Find(lost.Transaction) is { } decision:
                DrivePart(decision, lost.Index, attempt: 0, PartOf(decision));
                break;
            case EventTaken:
                WriteIfDue();
                break;
            case CaughtUp:
                WriteIfDue();
                _outbox.Send();
                CloseIfDone(); // only now: a denial stands before what closing has the keys record
                break;
            case PartLost or HoldLost or SaveSnapshotSuccess or SaveSnapshotFailure:
                break; // decided or refused already; a snapshot only shortens recovery
            case Close:
                _closer = Sender;
                CloseIfDone();
                break;
            case RecordNow:
                RecordMark(Sender);
                break;
            case StorageFailed failed:
                Stop(failed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Start(CheckAll request)
    {
        if (_closer is not null)
        {
            Sender.Tell(Answers.Failure(new RequestNotDecidedException("the limiter is stopping")));
            return;
        }
        try
        {
            LimitRules.RequireItems(request.Items);
        }
        catch (FlintException e)
        {
            Sender.Tell(Answers.Failure(e));
            return;
        }
        var attempt = new CheckAllAttempt(++_lastAttempt, request.Items, Sender);
        _attempts.Add(attempt.Number, attempt);
        attempt.Begin(_outbox);
    }

    private void End(CheckAllAttempt attempt, bool isGranted)
    {
        if (isGranted)
            Decide(attempt);
        else
            Refuse(attempt);
    }

    private void Refuse(CheckAllAttempt attempt)
    {
        Release(attempt);
        if (attempt.Asker is not ICancellableSender cancellable || cancellable.TryDecide())
            TellRefusal(attempt);
    }

    private void TellRefusal(CheckAllAttempt attempt)
    {
        if (attempt.Error is { } error)
        {
            _outbox.Add(attempt.Asker, Answers.Failure(error));
            return;
        }
        var denied = attempt.Denied();
        _outbox.Add(new RecordDenial(denied.DeniedKey!, denied.Results[^1].Cost));
        _outbox.Add(attempt.Asker, denied);
    }

    private void Decide(CheckAllAttempt attempt)
    {
        if (attempt.Asker is ICancellableSender cancellable && !cancellable.TryDecide())
        {
            Release(attempt);
            return;
        }
        _attempts.Remove(attempt.Number);
        var decision = new CheckAllDecision(_state.NextTransaction(), Limiter.Clock.Now(), attempt.Items);
        _state.Add(decision);
        _gathering.Add((attempt, decision));
        _outbox.BeDue();
    }

    private void Release(CheckAllAttempt attempt)
    {
        _attempts.Remove(attempt.Number);
        attempt.Release(_outbox);
        _outbox.BeDue(); // who closes may wait for this attempt alone
    }

    private void WriteIfDue()
    {
        if (!MayHandOver || !HasNext)
            return;
        var decided = _gathering;
        _gathering = [];
        Write(decided);
    }

    private void Write(List<(CheckAllAttempt Attempt, CheckAllDecision Decision)> decided)
    {
        _recordedMark = _state.LowWater;
        // Akka numbers a snapshot with the last confirmed event, which will be this one: what it says has to be copied now.
        var number = LastSequenceNr + _underWay.Count + 1;
        _underWay.Enqueue((decided, number % Limiter.Settings.SnapshotEvery == 0 ? _state.ToSnapshot() : null));
        HandOver(new CheckAllsDecided(_state.LowWater, decided.ConvertAll(d => d.Decision)), _onSafe);
    }

    private void OnSafe(CheckAllsDecided @event)
    {
        var (decided, due) = _underWay.Dequeue();
        if (due is not null)
            SaveSnapshot(due);
        foreach (var (attempt, decision) in decided)
        {
            Drive(decision, attempt.Number);
            _outbox.Add(attempt.Asker, attempt.Granted());
        }
        _markAsker?.Tell(Recorded.Instance, Self);
        _outbox.BeDue();
    }

    private void Drive(CheckAllDecision decision, long attempt)
    {
        var part = PartOf(decision);
        for (var i = 0; i < decision.Items.Count; i++)
            DrivePart(decision, i, attempt, part);
    }

    private void DrivePart(CheckAllDecision decision, int index, long attempt, CheckAllPart part)
    {
        var (key, cost) = decision.Items[index];
        _outbox.Add(new CommitPart(attempt, index, key, cost, part));
    }

    private CheckAllPart PartOf(CheckAllDecision decision) => new(decision.Transaction, _state.LowWater, decision.At, decision.Items);

    private void CloseIfDone()
    {
        if (_closer is null || _isClosed || _outbox.IsDue || _attempts.Count > 0 || _underWay.Count > 0 || _gathering.Count > 0)
            return;
        _isClosed = true;
        _closer.Tell(Closed.Instance);
    }

    // The last word before a stop, when nothing is under way any more, and so all is taken: the next start has nothing to drive again.
    private void RecordMark(IActorRef asker)
    {
        if (_underWay.Count > 0 || _state.LowWater == _recordedMark)
        {
            asker.Tell(Recorded.Instance, Self);
            return;
        }
        _markAsker = asker;
        Write([]);
    }

    protected override void PostStop()
    {
        FailAll(new OutcomeUnknownException("the check_all coordinator stopped before the decision was confirmed"));
        _outbox.Send();
        base.PostStop();
    }

    protected override void FailAll(FlintException cause)
    {
        foreach (var (attempt, _) in _underWay.SelectMany(write => write.Decided).Concat(_gathering))
            attempt.Asker.Tell(Answers.Failure(cause), ActorRefs.NoSender);
        var undecided = cause as StorageFailedException as FlintException
            ?? new RequestNotDecidedException("the check_all coordinator stopped: nothing was charged", cause);
        foreach (var attempt in _attempts.Values)
            attempt.Asker.Tell(Answers.Failure(undecided), ActorRefs.NoSender);
        _underWay.Clear();
        _gathering.Clear();
        _attempts.Clear();
    }
}
