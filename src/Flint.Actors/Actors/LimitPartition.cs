using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// Owns the actors of its share of the keys: starts them, forwards to them, reminds those with something unrecorded, and lets those sleep that nobody uses.
/// Phases: waiting until the templates are known; until the coordinator has driven what may be open; open; closed to users; failed.
/// </summary>
internal sealed partial class LimitPartition : UntypedActor, IWithUnboundedStash
{
    private readonly LimiterContext _context;
    private readonly Residents _residents;
    private readonly SleepingKeys _sleeping;
    private readonly UnlistedKeys _unlisted;
    private readonly UnrecordedKeys _unrecorded;
    private readonly SleepingChanges _changes;
    private readonly Newcomers _newcomers = new();
    private readonly ITimer _sleepTimer;

    public LimitPartition(LimiterContext context)
    {
        _context = context;
        _residents = new Residents(context.Settings.MaxResident / context.Settings.Partitions, context.Awake) { Now = context.Clock.Now() };
        _sleeping = new SleepingKeys(context);
        _unlisted = new UnlistedKeys(context.Catalog);
        var self = Self;
        _unrecorded = new UnrecordedKeys(context, self);
        _changes = new SleepingChanges(context, _residents, self, Context.System);
        _sleepTimer = context.Time.CreateTimer(_ => self.Tell(SleepTick.Instance), null, context.Settings.SweepEvery, Timeout.InfiniteTimeSpan);
    }

    public IStash Stash { get; set; } = null!;

    // A stopped key is started afresh by its next message; a restart would lose what it gathered without telling anybody.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        // Who could not be made has no last word.
        if (cause is ActorInitializationException { Actor: { } actor } && _residents.All.FirstOrDefault(resident => resident.Actor.Equals(actor)) is { } failed)
            LetGo(_residents.Remove(failed.Key, failed.Actor));
        return Directive.Stop;
    });

    protected override void PostStop()
    {
        Refuse(new RequestNotDecidedException("the limiter was stopping: nothing was charged"));
        _changes.FailAll(new OutcomeUnknownException("the limiter stopped before the write was confirmed"));
        _unrecorded.Stop();
        _sleepTimer.Dispose();
    }

    // Before the templates are known no key can be asked anything, not even by the coordinator, nor is anything closed before its commands have come.
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TemplatesKnown:
                Become(WaitingForCoordinator);
                Stash.UnstashAll();
                break;
            case ILimiterRequest or IKeyCommand or OpenForUsers or Close:
                Stash.Stash();
                break;
            default:
                Common(message);
                break;
        }
    }

    // Before the coordinator is done: its commands pass, users wait.
    private void WaitingForCoordinator(object message)
    {
        switch (message)
        {
            case OpenForUsers:
                Become(Open);
                Stash.UnstashAll();
                break;
            case ILimiterRequest:
                Stash.Stash();
                break;
            default:
                Common(message);
                break;
        }
    }

    private void Open(object message)
    {
        switch (message)
        {
            case IKeyRequest request:
                Forward(request);
                break;
            default:
                Common(message);
                break;
        }
        LetIn(); // whatever came may have made room
    }

    private void Closing(object message)
    {
        switch (message)
        {
            case IKeyRequest:
                Sender.Tell(Answers.Failure(new RequestNotDecidedException("the limiter is stopping")));
                break;
            default:
                Common(message);
                break;
        }
    }

    private void Common(object message)
    {
        switch (message)
        {
            case KeyCommands together when !_residents.Contains(together.Key): // the first may be refused, or wake it
                foreach (var command in together.Commands)
                    Common(command);
                break;
            case ReserveQuota or ProbeQuota when message is IKeyCommand { Key: var unknown } && IsUnknown(unknown):
                Sender.Tell(Answers.Refused(message, new LimitNotConfiguredException(unknown)));
                break;
            case IKeyCommand command:
                var told = command.IsUse ? Use(command, Sender) : Tell(command, Sender);
                if (command.IsCounted)
                    _unlisted.AddTold(told);
                break;
            case KeyNeedsRecording unrecorded:
                _unrecorded.Add(unrecorded.Key);
                break;
            case RecordTick:
                _unrecorded.Remind(_residents);
                break;
            case ForgetKey forget:
                Tell(forget, Sender);
                break;
            case RecordEverything:
                Context.ActorOf(RecordRound.Props([Self, .. _residents.All.Select(r => r.Actor)], RecordNow.Answered, Sender));
                break;
            case RecordNow:
                _changes.AnswerBehind(Sender, Recorded.Instance);
                break;
            case BehindChanges.Answer answer:
                _changes.AnswerBehind(Sender, answer.Message);
                break;
            case RecordNewKeys:
                var round = Context.ActorOf(RecordRound.Props([.. _unlisted.Get().Select(r => _residents.Find(r.Key)!.Actor)], RecordNow.Answered, Sender));
                Context.WatchWith(round, new HeardOf(_unlisted.Tellings));
                break;
            case HeardOf heard:
                _unlisted.RemoveHeard(heard.Tellings);
                break;
            case GetAwakeKeys:
                Sender.Tell(new AwakeKeys([.. _residents.All.Select(r => r.Key)]));
                break;
            case SleepTick:
                _residents.Now = _context.Clock.Now();
                LetSleep(idleSince: _residents.Now - (_context.Settings.PassivateAfter + _context.Settings.SweepEvery).Ticks);
                _sleepTimer.Change(_context.Settings.SweepEvery, Timeout.InfiniteTimeSpan);
                break;
            case KeyIsQuiet quiet:
                if (_residents.Leave(quiet.Key, quiet.Number, actor => KeyMailbox.Of(actor)?.TryClose(quiet.Arrived, Self) != false) is { } leaving)
                {
                    LetGo(leaving);
                    Context.Stop(leaving.Actor);
                }
                LetSleep(idleSince: long.MinValue); // whoever did not leave is asked again
                break;
            case GetAwakeStatuses some:
                AskAwake(some.Among, Sender);
                break;
            case Close:
                Refuse(new RequestNotDecidedException("the limiter is stopping"));
                Become(Closing);
                Stash.UnstashAll();
                break;
            case StorageFailed failed:
                Refuse(failed.Cause);
                _changes.FailAll(failed.Cause);
                foreach (var resident in _residents.All)
                    resident.Actor.Forward(failed);
                Become(m => Failed(m, failed.Cause));
                Stash.UnstashAll();
                break;
            case KeyStopped stopped:
                LetGo(_residents.Remove(stopped.Key, stopped.Actor));
                break;
            default:
                if (!_changes.Hear(message))
                    Unhandled(message);
                break;
        }
    }

    private void Failed(object message, StorageFailedException cause)
    {
        switch (message)
        {
            case KeyCommands together:
                foreach (var command in together.Commands)
                    Failed(command, cause);
                break;
            case ILimiterRequest or ReserveQuota or ProbeQuota or RecordEverything or RecordNewKeys or RecordNow or BehindChanges.Answer:
                Sender.Tell(Answers.Refused(message, cause));
                break;
            case KeyStopped stopped:
                _residents.Remove(stopped.Key, stopped.Actor);
                break;
            default:
                break; // nothing can be recorded any more; opening again resolves what is left
        }
    }

    private sealed record HeardOf(long Tellings);
}
