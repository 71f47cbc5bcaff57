using Akka;
using Akka.Actor;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>One key: decides, one after the other. A grant is answered once it is written; a denial at once. What hangs on a hold waits in one queue.</summary>
internal sealed partial class LimitActor : LimitKeeper
{
    private const int MostTogether = 64; // with the dispatcher's throughput: how much a turn of the key is

    private readonly KeyTemplate _template;
    private readonly Holds _holds = new();
    private readonly Queue<(IKeyMessage Message, IActorRef Sender)> _waiting = new();
    private readonly CoordinatorAnswers _answers = new();
    private IActorRef _coordinator = ActorRefs.Nobody; // of those who hold something

    public LimitActor(string key, LimiterContext limiter)
        : base(key, limiter) => _template = new KeyTemplate(key, limiter.Templates);

    protected override bool IsQuiet => _waiting.Count == 0 && _holds.IsEmpty;

    protected override void OnCommand(object message)
    {
        _template.Look();
        if (message is KeyCommands together)
            Follow(together);
        else
            Handle(message);
        TellIfQuiet();
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case Check check:
                AdmitWithThoseBehind(check, Sender);
                break;
            case IKeyCharge charge:
                Admit(charge, Sender);
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
            case GetStatus:
                Sender.Tell(Answers.Status(Key, State, _template.Current, Now(), Limiter.Clock) as object ?? Answers.Failure(new LimitNotConfiguredException(Key)));
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
            default:
                base.OnCommand(message);
                break;
        }
    }

    // The checks of a hot key wait by the dozen: those right behind this one are decided with it, each as if it came by itself, and share its line. Where one throws, none of the line is written.
    private void AdmitWithThoseBehind(Check check, IActorRef sender)
    {
        HoldWrites();
        Admit(check, sender);
        for (var i = 1; i < MostTogether && Mailbox?.TryDequeueCheck(out var next) == true; i++)
        {
            _template.Look();
            Admit((Check)next.Message, next.Sender ?? Context.System.DeadLetters);
        }
        ReleaseWrites();
    }

    // A check, a peek or a reservation: refused at once, or put in the queue while others wait or it hangs on a hold, or granted.
    private void Admit(IKeyCharge message, IActorRef sender)
    {
        var now = Now();
        var verdict = Judge(message.Cost, now);
        if (verdict != Verdict.Waits && (verdict != Verdict.Granted || _waiting.Count == 0))
            Settle(message, now, verdict, sender);
        else if (message is ReserveQuota { MayWait: false } hasty)
            _answers.Tell(sender, new QuotaBusy(hasty.Attempt, hasty.Index, Foreseen(hasty.Cost, now)));
        else
            _waiting.Enqueue((message, sender));
    }

    private CheckResult Foreseen(long cost, long now) => Answers.Foreseen(Key, cost, Seen(now), now, _holds.Total, Limiter.Clock);

    // Null: the key cannot take such a cost at all.
    private Verdict? Judge(long cost, long now) => _template.Leaves(State.Config) ? Judge(State, cost, now) : Judge(Seen(now), cost, now);

    private Verdict? Judge(in LimitState state, long cost, long now) =>
        Answers.Refusal(Key, cost, state) is null ? state.Decide(cost, now, _holds.Total) : null;

    // The state as a check finds it. It becomes the key's own with the first entry that hangs on it: to be asked or refused costs no line of the log.
    private LimitState Seen(long now) => State.Under(_template.Current, now);

    private void Adopt(long now)
    {
        if (!_template.Leaves(State.Config) && _template.Current is { } template)
            Gather(LimitEntry.Configured(now, template.Config));
    }

    private void Settle(IKeyCharge message, long now, Verdict? verdict, IActorRef sender)
    {
        if (verdict == Verdict.Granted)
            Grant(message, now, sender);
        else if (verdict == Verdict.Denied)
            Deny(message, now, sender);
        else
            Refuse(message, Answers.Refusal(Key, message.Cost, Seen(now))!, sender);
    }

    private void Refuse(IKeyMessage message, FlintException cause, IActorRef sender)
    {
        if (message is ReserveQuota)
            _answers.Tell(sender, Answers.Refused(message, cause));
        else
            sender.Tell(Answers.Failure(cause));
    }

    private void Grant(IKeyCharge message, long now, IActorRef sender)
    {
        var cost = message.Cost;
        if (message is ReserveQuota reserve)
        {
            var result = Foreseen(cost, now);
            _holds.Add(reserve.Attempt, cost);
            _coordinator = sender;
            _answers.Tell(sender, new QuotaReserved(reserve.Attempt, reserve.Index, result));
            return;
        }
        if (message is Peek)
        {
            sender.Tell(Foreseen(cost, now), ActorRefs.NoSender);
            return;
        }
        if (sender is ICancellableSender cancellable && !cancellable.TryDecide())
            return;
        Adopt(now);
        Gather(LimitEntry.Allow(now, cost));
        WriteSoon(sender, Answers.Granted(Key, cost, State, now, _holds.Total, Limiter.Clock));
    }

    private void Deny(IKeyCharge message, long now, IActorRef sender)
    {
        var cost = message.Cost;
        if (message is ReserveQuota reserve)
        {
            _answers.Tell(sender, new QuotaRefused(reserve.Attempt, reserve.Index, Answers.Denied(Key, cost, Seen(now), now, _holds.Total, Limiter.Clock)));
            return;
        }
        if (sender is ICancellableSender cancellable && !cancellable.TryDecide())
            return;
        if (message is Check)
            CountDenial(cost, now);
        sender.Tell(Answers.Denied(Key, cost, message is Check ? State : Seen(now), now, _holds.Total, Limiter.Clock), ActorRefs.NoSender);
    }

    private void CountDenial(long cost, long now)
    {
        Adopt(now);
        Gather(LimitEntry.Deny(now, cost));
        WriteLater();
    }

    private void Configure(ConfigureLimit configure, IActorRef sender)
    {
        var now = Now();
        if (KeyRequests.Change(configure, Seen(now).Config) is { } config)
            Change(LimitEntry.Configured(now, config), sender);
        else
            AnswerUrgently(sender, Done.Instance);
    }

    private void Reset(IActorRef sender) => ChangeLimit(Seen(Now()).Config, LimitEntry.Reset(Now()), sender);

    // What a template has left that is gone can be removed, too.
    private void Remove(IActorRef sender) => ChangeLimit(State.Config, LimitEntry.Removed(Now()), sender);

    private void ChangeLimit(LimitConfig? limit, in LimitEntry entry, IActorRef sender)
    {
        if (State.Config is null || limit is null)
            sender.Tell(Answers.Failure(new LimitNotConfiguredException(Key)));
        else
            Change(entry, sender);
    }

    // Whoever checks it from now on finds a new key with a full quota, which is what it had.
    private void Forget()
    {
        var now = Now();
        if (!_holds.IsEmpty || _waiting.Count > 0 || !State.IsForgettable(Limiter.IdleTicks(_template.Current), now))
            return;
        Gather(LimitEntry.Removed(now));
        WriteSoon();
    }

    private void Change(in LimitEntry entry, IActorRef sender)
    {
        if (sender is ICancellableSender cancellable && !cancellable.TryDecide())
            return;
        if (entry.Kind == EntryKind.Reset)
            Adopt(entry.At); // the quota that is given back is that of the limit as it is now
        Gather(entry);
        WriteSoon(sender, Done.Instance);
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
            var charge = (IKeyCharge)head.Message;
            var now = Now();
            var verdict = Judge(charge.Cost, now);
            if (verdict == Verdict.Waits)
                return;
            Settle(charge, now, verdict, head.Sender);
            _waiting.Dequeue(); // behind that: who is still in the queue when the key stops is told
        }
    }

    protected override void FailAll(FlintException cause)
    {
        base.FailAll(cause);
        while (_waiting.TryDequeue(out var waiting))
            Refuse(waiting.Message, cause, waiting.Sender);
    }

    private long Now() => Math.Max(Limiter.Clock.Now(), State.LastAt);
}
