using Akka;
using Akka.Actor;
using Akka.Persistence;
using Flint.Limits;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>
/// One key. Decides and applies at once, gathers what it decided into one event, and keeps at most one write in flight: a hot key commits in groups.
/// A grant is answered from its batch once that is written; a denial at once. What hangs on a hold waits in one queue.
/// </summary>
internal sealed class LimitActor : UntypedPersistentActor
{
    private readonly string _key;
    private readonly LimiterContext _context;
    private readonly KeyTemplate _template;
    private readonly Holds _holds = new();
    private readonly Queue<(IKeyMessage Message, IActorRef Sender)> _waiting = new();
    private readonly Action<LimitEvents> _onWritten;

    private IActorRef _coordinator = ActorRefs.Nobody;
    private LimitState _state;
    private LimitState _written;
    private LimitBatch _gathering = new();
    private LimitBatch _inFlight = new();
    private bool _isWriting;
    private bool _isSaving;
    private bool _isDirty;
    private FallAsleep? _sleep;

    public LimitActor(string key, LimiterContext context)
    {
        _key = key;
        _context = context;
        _template = new KeyTemplate(key, context.Templates);
        _onWritten = OnWritten;
        PersistenceId = KeyIds.Of(key);
        JournalPluginId = context.Settings.JournalPlugin;
        SnapshotPluginId = context.Settings.SnapshotPlugin;
    }

    public override string PersistenceId { get; }

    public static Props Props(string key, LimiterContext context) => Akka.Actor.Props.CreateBy(new Producer(key, context));

    protected override void OnRecover(object message)
    {
        switch (message is SnapshotOffer offer ? offer.Snapshot : message)
        {
            case LimitEvents events:
                foreach (ref readonly var entry in events.Entries.AsSpan())
                    _state = _state.Apply(entry);
                break;
            case LimitSnapshot snapshot: // offered, or what a compaction has made of the events asked for
                _state = snapshot.State;
                break;
            case RecoveryCompleted:
                _context.Unreadable.Remove(_key);
                break;
            default:
                throw new InvalidOperationException($"{PersistenceId} cannot be recovered from a {message.GetType()}");
        }
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        _context.Unreadable.Add(_key, reason);
        base.OnRecoveryFailure(reason, message);
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Check check:
                Admit(check, check.Cost, Sender);
                break;
            case Peek peek:
                Admit(peek, peek.Cost, Sender);
                break;
            case ReserveQuota reserve:
                Admit(reserve, reserve.Cost, Sender);
                break;
            case CommitPart commit:
                Commit(commit, Sender);
                break;
            case ReleaseHold release:
                if (_holds.Release(release.Attempt))
                    ResumeWaiting();
                break;
            case ProbeQuota probe:
                Probe(probe, Sender);
                break;
            case RecordDenial denial:
                RecordDenial(denial);
                break;
            case RecordNow record:
                Record(record, Sender);
                break;
            case RecordKey:
                AnswerUrgently(Sender, Recorded.Instance);
                break;
            case GetStatus:
                Sender.Tell(Answers.Status(_key, _state, _template.Current, Now(), _context.Clock) as object ?? Answers.Failure(new LimitNotConfiguredException(_key)));
                break;
            case ConfigureLimit configure:
                Configure(configure, Sender);
                break;
            case ResetLimit:
                Reset(Sender);
                break;
            case RemoveLimit remove when !_holds.IsEmpty:
                _waiting.Enqueue((remove, Sender));
                break;
            case RemoveLimit:
                Remove(Sender);
                break;
            case ForgetKey:
                Forget();
                break;
            case StorageFailed failed:
                FailAll(failed.Cause);
                Context.Stop(Self);
                break;
            case SaveSnapshotSuccess or SaveSnapshotFailure:
                _isSaving = false; // a snapshot only shortens recovery
                break;
            case FallAsleep sleep:
                _sleep = sleep;
                Record(RecordNow.Quietly, Sender);
                break;
            default:
                Unhandled(message);
                break;
        }
        TellIfQuiet();
    }

    // A check, a peek or a reservation: refused at once, or put in the queue while others wait or it hangs on a hold, or granted.
    private void Admit(IKeyMessage message, long cost, IActorRef sender)
    {
        var now = Now();
        var verdict = Judge(cost, now);
        if (verdict == Verdict.Waits || (verdict == Verdict.Granted && _waiting.Count > 0))
            _waiting.Enqueue((message, sender));
        else
            Settle(message, cost, now, verdict, sender);
    }

    // Null: the key cannot take such a cost at all.
    private Verdict? Judge(long cost, long now) => _template.Leaves(_state.Config) ? Judge(_state, cost, now) : Judge(Seen(now), cost, now);

    private Verdict? Judge(in LimitState state, long cost, long now) =>
        Answers.Refusal(_key, cost, state) is null ? state.Decide(cost, now, _holds.Total) : null;

    // The state as a check finds it. It becomes the key's own with the first entry that hangs on it: to be asked or refused costs no line of the log.
    private LimitState Seen(long now) => _state.Under(_template.Current, now);

    private void Adopt(long now)
    {
        if (!_template.Leaves(_state.Config) && _template.Current is { } template)
            Gather(LimitEntry.Configured(now, template.Config));
    }

    private void Settle(IKeyMessage message, long cost, long now, Verdict? verdict, IActorRef sender)
    {
        if (verdict == Verdict.Granted)
            Grant(message, cost, now, sender);
        else if (verdict == Verdict.Denied)
            Deny(message, cost, now, sender);
        else
            Refuse(message, Answers.Refusal(_key, cost, Seen(now))!, sender);
    }

    private static void Refuse(IKeyMessage message, FlintException cause, IActorRef sender) =>
        sender.Tell(message is ReserveQuota r ? new ReservationFailed(r.Attempt, r.Index, cause) : Answers.Failure(cause));

    private void Grant(IKeyMessage message, long cost, long now, IActorRef sender)
    {
        if (message is ReserveQuota reserve)
        {
            sender.Tell(new QuotaReserved(reserve.Attempt, reserve.Index, Answers.Foreseen(_key, cost, Seen(now), now, _holds.Total, _context.Clock)));
            _holds.Add(reserve.Attempt, cost);
            _coordinator = sender;
            return;
        }
        if (message is Peek)
        {
            sender.Tell(Answers.Foreseen(_key, cost, Seen(now), now, _holds.Total, _context.Clock), ActorRefs.NoSender);
            return;
        }
        if (sender is ICancellableSender cancellable && !cancellable.TryDecide())
            return;
        Adopt(now);
        Gather(LimitEntry.Allow(now, cost));
        _gathering.ReplyUrgently(sender, Answers.Granted(_key, cost, _state, now, _holds.Total, _context.Clock));
        WriteIfDue();
    }

    private void Deny(IKeyMessage message, long cost, long now, IActorRef sender)
    {
        if (message is ReserveQuota reserve)
        {
            sender.Tell(new QuotaRefused(reserve.Attempt, reserve.Index, Answers.Denied(_key, cost, Seen(now), now, _holds.Total, _context.Clock)));
            return;
        }
        if (sender is ICancellableSender cancellable && !cancellable.TryDecide())
            return;
        if (message is Check)
            CountDenial(cost, now);
        sender.Tell(Answers.Denied(_key, cost, message is Check ? _state : Seen(now), now, _holds.Total, _context.Clock), ActorRefs.NoSender);
    }

    private void RecordDenial(RecordDenial denial)
    {
        var now = Now();
        if (Seen(now).Config is not null)
            CountDenial(denial.Cost, now);
    }

    private void CountDenial(long cost, long now)
    {
        Adopt(now);
        Gather(LimitEntry.Deny(now, cost));
        BecomeDirty();
    }

    private void Probe(ProbeQuota probe, IActorRef sender)
    {
        var now = Now();
        var state = Seen(now);
        if (Answers.Refusal(_key, probe.Cost, state) is { } cause)
        {
            sender.Tell(new ReservationFailed(probe.Attempt, probe.Index, cause));
            return;
        }
        if (state.Decide(probe.Cost, now) == Verdict.Denied)
        {
            sender.Tell(new QuotaRefused(probe.Attempt, probe.Index, Answers.Denied(_key, probe.Cost, state, now, _holds.Total, _context.Clock)));
            return;
        }
        sender.Tell(new QuotaReserved(probe.Attempt, probe.Index, Answers.Foreseen(_key, probe.Cost, state, now, _holds.Total, _context.Clock)));
    }

    // The decision is durable already: the part is charged whatever is left, starts no write of its own, and is confirmed once it is durable here.
    private void Commit(CommitPart commit, IActorRef sender)
    {
        _holds.Release(commit.Attempt);
        var at = Math.Max(commit.Part.DecidedAt, _state.LastAt);
        var isNew = (_state.Config ?? _template.Current?.Config) is not null && !_state.Transactions.Contains(commit.Part.Transaction);
        if (isNew)
        {
            Adopt(at);
            Gather(LimitEntry.AllowAll(at, commit.Cost, commit.Part));
        }
        AnswerOnceRecorded(sender, new PartCommitted(commit.Part.Transaction, commit.Index));
        if (isNew)
            BecomeDirty();
        ResumeWaiting();
    }

    private void Configure(ConfigureLimit configure, IActorRef sender)
    {
        var config = new LimitConfig(
            new Terms(configure.Algorithm, configure.Rate, configure.Per.Ticks), configure.OnlyIfMissing ? LimitSource.Lazy : LimitSource.Explicit);
        var now = Now();
        if (Seen(now).Config is { } stands && (configure.OnlyIfMissing || (stands.IsOwn && stands.Terms == config.Terms)))
            AnswerUrgently(sender, Done.Instance);
        else
            Change(LimitEntry.Configured(now, config), sender);
    }

    private void Reset(IActorRef sender)
    {
        if (_state.Config is null || Seen(Now()).Config is null)
            sender.Tell(Answers.Failure(new LimitNotConfiguredException(_key)));
        else
            Change(LimitEntry.Reset(Now()), sender);
    }

    private void Remove(IActorRef sender)
    {
        if (_state.Config is null || Seen(Now()).Config is null)
            sender.Tell(Answers.Failure(new LimitNotConfiguredException(_key)));
        else
            Change(LimitEntry.Removed(Now()), sender);
    }

    // Whoever checks it from now on finds a new key with a full quota, which is what it had.
    private void Forget()
    {
        var now = Now();
        if (!_holds.IsEmpty || _waiting.Count > 0 || !_state.IsForgettable(_context.IdleTicks(_template.Current), now))
            return;
        Gather(LimitEntry.Removed(now));
        _gathering.MakeUrgent();
        WriteIfDue();
    }

    private void Change(in LimitEntry entry, IActorRef sender)
    {
        if (sender is ICancellableSender cancellable && !cancellable.TryDecide())
            return;
        Gather(entry);
        _gathering.ReplyUrgently(sender, Done.Instance);
        WriteIfDue();
        ResumeWaiting();
    }

    // A hold was resolved, or the limit changed: the queue is decided anew from its head, by the clock as it is now.
    private void ResumeWaiting()
    {
        while (_waiting.TryPeek(out var head))
        {
            if (head.Message is RemoveLimit)
            {
                if (!_holds.IsEmpty)
                    return;
                _waiting.Dequeue();
                Remove(head.Sender); // it may change nothing: those behind it are looked at all the same
                continue;
            }
            var cost = CostOf(head.Message);
            var now = Now();
            var verdict = Judge(cost, now);
            if (verdict == Verdict.Waits)
                return;
            _waiting.Dequeue();
            Settle(head.Message, cost, now, verdict, head.Sender);
        }
    }

    private static long CostOf(IKeyMessage message) => message switch
    {
        Check check => check.Cost,
        Peek peek => peek.Cost,
        _ => ((ReserveQuota)message).Cost,
    };

    private void Gather(in LimitEntry entry)
    {
        _state = _state.Apply(entry);
        _gathering.Add(entry);
    }

    private void BecomeDirty()
    {
        if (_isDirty)
            return;
        _isDirty = true;
        Context.Parent.Tell(new KeyNeedsRecording(_key));
    }

    private void Record(RecordNow record, IActorRef sender)
    {
        if (record.WithAnswer)
            AnswerUrgently(sender, Recorded.Instance);
        else if (_gathering.HasEntries)
            _gathering.MakeUrgent();
        WriteIfDue();
    }

    private void AnswerUrgently(IActorRef sender, object reply)
    {
        if (_gathering.HasEntries)
            _gathering.MakeUrgent();
        AnswerOnceRecorded(sender, reply);
        WriteIfDue();
    }

    private void AnswerOnceRecorded(IActorRef sender, object reply)
    {
        if (_gathering.HasEntries)
            _gathering.ReplyLater(sender, reply);
        else if (_isWriting)
            _inFlight.ReplyLater(sender, reply);
        else
            sender.Tell(reply, ActorRefs.NoSender);
    }

    private void WriteIfDue()
    {
        if (_isWriting || !_gathering.IsUrgent)
            return;
        (_inFlight, _gathering) = (_gathering, _inFlight);
        _isWriting = true;
        _isDirty = false;
        _written = _state; // the snapshot of this write's number, should one be due: what is gathered from now on is not in it
        PersistAsync(_inFlight.ToEvents(), _onWritten);
    }

    private void OnWritten(LimitEvents events)
    {
        _isWriting = false;
        _inFlight.Answer();
        if (LastSequenceNr % _context.Settings.SnapshotEvery == 0)
        {
            SaveSnapshot(new LimitSnapshot(_written));
            _isSaving = true;
        }
        WriteIfDue();
        TellIfQuiet();
    }

    // The partition stops it: only the partition knows whether something is on its way here.
    private void TellIfQuiet()
    {
        if (_sleep is null || _isWriting || _isSaving || _gathering.HasEntries || _waiting.Count > 0 || !_holds.IsEmpty)
            return;
        Context.Parent.Tell(new KeyIsQuiet(_key, _sleep.Number));
        _sleep = null;
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        FailAll(cause as StorageFailedException ?? new StorageFailedException($"the limit {_key} could not be written: {cause.Message}", cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        FailAll(new StorageFailedException($"the journal rejected an event of the limit {_key}: {cause.Message}", cause));
        Context.Stop(Self);
    }

    protected override void PostStop()
    {
        _inFlight.Fail(new OutcomeUnknownException($"the limit {_key} stopped before its write was confirmed"));
        var stopped = new RequestNotDecidedException($"the limit {_key} stopped");
        FailAll(stopped);
        foreach (var attempt in _holds.Attempts)
            _coordinator.Tell(new HoldLost(attempt, stopped));
        base.PostStop();
    }

    private void FailAll(FlintException cause)
    {
        _inFlight.Fail(cause);
        _gathering.Fail(cause);
        while (_waiting.TryDequeue(out var waiting))
            Refuse(waiting.Message, cause, waiting.Sender);
    }

    private long Now() => Math.Max(_context.Clock.Now(), _state.LastAt);

    private sealed class Producer(string key, LimiterContext context) : IIndirectActorProducer
    {
        public Type ActorType => typeof(LimitActor);

        public ActorBase Produce() => new LimitActor(key, context);

        public void Release(ActorBase actor)
        {
        }
    }
}
