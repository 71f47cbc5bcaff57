using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// Owns the actors of its share of the keys: starts them, forwards to them, reminds those with something unrecorded, and lets those sleep that nobody uses.
/// Phases: waiting until the templates are known; until the coordinator has driven what may be open; open; closed to users; failed.
/// </summary>
internal sealed class LimitPartition : UntypedActor, IWithUnboundedStash
{
    private readonly LimiterContext _context;
    private readonly Residents _residents;
    private readonly SleepingKeys _sleeping;
    private readonly UnlistedKeys _unlisted;
    private readonly UnrecordedKeys _unrecorded;
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
                var told = command.IsUse ? Use(command, Sender) : Tell(command, isUse: false);
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
                Tell(forget, isUse: false);
                break;
            case RecordEverything:
                Context.ActorOf(RecordRound.Props([.. _residents.All.Select(r => r.Actor)], RecordNow.Answered, Sender));
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
            case FindAwakeKeys find:
                Sender.Tell(new AwakeKeys([.. find.Among.Where(_residents.Contains)]));
                break;
            case Close:
                Refuse(new RequestNotDecidedException("the limiter is stopping"));
                Become(Closing);
                Stash.UnstashAll();
                break;
            case StorageFailed failed:
                Refuse(failed.Cause);
                foreach (var resident in _residents.All)
                    resident.Actor.Forward(failed);
                Become(m => Failed(m, failed.Cause));
                Stash.UnstashAll();
                break;
            case KeyStopped stopped:
                LetGo(_residents.Remove(stopped.Key, stopped.Actor));
                break;
            default:
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
            case ILimiterRequest or ReserveQuota or ProbeQuota:
                Sender.Tell(Answers.Refused(message, cause));
                break;
            case KeyStopped stopped:
                _residents.Remove(stopped.Key, stopped.Actor);
                break;
            default:
                break; // nothing can be recorded any more; opening again resolves what is left
        }
    }

    private void Forward(IKeyRequest request)
    {
        // A key that is awake was let in before: only a new one, and a new limit, is looked at.
        if (request is not ConfigureLimit && Awake(request) is { } resident)
            TellAwake(request, resident);
        else if (KeyRequests.Objection(request) is { } cause)
            Sender.Tell(Answers.Failure(cause));
        else if (!_residents.Contains(request.Key!) && _sleeping.Answer(request) is { } answer)
            Sender.Tell(answer);
        else if (request is Check check && _newcomers.MustWait(_residents) && _sleeping.IsNew(check.Key))
            _newcomers.Add(check, Sender);
        else if (request is Check)
            Use(request, Sender);
        else
            Tell(request, IsUse(request));
    }

    // A key that is checked again may be told past its partition from now on.
    private void TellAwake(IKeyRequest request, Resident resident)
    {
        if (request is Check && !resident.IsInCheckAlls)
            _context.Shortcuts.Open(resident.Shortcut ??= new Shortcut(resident, _residents));
        Tell(request, resident, Sender);
    }

    private Resident? Awake(IKeyRequest request) => IsUse(request) ? _residents.Use(request.Key ?? "") : _residents.Find(request.Key ?? "");

    // Who only looks, or takes the limit away, keeps nobody awake.
    private static bool IsUse(IKeyRequest request) => request is not (GetStatus or Peek or RecordKey or RemoveLimit);

    private bool IsUnknown(string key) => !_residents.Contains(key) && _sleeping.IsUnknown(key);

    // A template lets in a key that nobody has checked before. Who makes up keys checks each of them once: such a check is no use, but the next one is.
    private Resident Use(IKeyMessage message, IActorRef sender) =>
        Tell(message, _residents.Use(message.Key) ?? Wake(message, isUse: !_sleeping.IsNew(message.Key)), sender);

    // Who is told something that is no use of it is woken as the first to sleep again: it costs nobody else's place.
    private Resident Tell(IKeyMessage message, bool isUse) =>
        Tell(message, (isUse ? _residents.Use(message.Key) : _residents.Find(message.Key)) ?? Wake(message, isUse), Sender);

    private Resident Tell(IKeyMessage message, Resident resident, IActorRef sender)
    {
        if (message is IKeyCommand)
            _context.Shortcuts.CloseForCheckAlls(resident);
        resident.Actor.Tell(message, sender);
        LetSleep(idleSince: long.MinValue); // behind the message, which has withdrawn the question if it was asked before
        return resident;
    }

    private Resident Wake(IKeyMessage message, bool isUse)
    {
        var resident = new Resident(message.Key, Context.ActorOf(new KeyProps(message.Key, _context, isUse)));
        _residents.Add(resident, isUse);
        if (message is ConfigureLimit)
            _residents.Use(message.Key); // who sets its limit will use it
        _unlisted.AddIfNew(resident);
        return resident;
    }

    private void LetGo(Resident? stopped)
    {
        if (stopped is null)
            return;
        _context.Shortcuts.Close(stopped.Shortcut);
        _unlisted.Remove(stopped);
    }

    private void LetIn()
    {
        while (_newcomers.TryTake(_residents, out var next))
            Use(next.Check, next.Sender);
    }

    // Nobody is let in any more.
    private void Refuse(FlintException cause)
    {
        _newcomers.FailAll(cause);
        foreach (var resident in _residents.All)
            _context.Shortcuts.Close(resident.Shortcut);
    }

    // A key is asked, and stopped once it has answered and nothing was sent to it meanwhile: so no message can meet it on its way to sleep.
    private void LetSleep(long idleSince)
    {
        while (_residents.NextToSleep(idleSince) is { } resident)
            resident.Actor.Tell(new FallAsleep(resident.Asked), Self);
    }

    private sealed record HeardOf(long Tellings);
}
