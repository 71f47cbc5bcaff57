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
    private readonly List<string> _dirty = [];
    private readonly HashSet<Resident> _new = [];

    // Whom the coordinator has told of a charge or a denial, which may still be before them: who looks at all keys waits for these. With the number of the last time.
    private readonly Dictionary<Resident, long> _told = [];
    private long _tellings;
    private ITimer? _recordTimer;
    private ITimer? _sleepTimer;

    public LimitPartition(LimiterContext context) =>
        (_context, _residents) = (context, new Residents(context.Settings.MaxResident / context.Settings.Partitions, context.Awake) { Now = context.Clock.Now() });

    public IStash Stash { get; set; } = null!;

    // A stopped key is started afresh by its next message; a restart would lose what it gathered without telling anybody.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        // Who could not be made has no last word.
        if (cause is ActorInitializationException { Actor: { } actor } && _residents.All.FirstOrDefault(resident => resident.Actor.Equals(actor)) is { } failed)
            LetGo(_residents.Remove(failed.Key, failed.Actor));
        return Directive.Stop;
    });

    protected override void PreStart()
    {
        var self = Self;
        _recordTimer = _context.Time.CreateTimer(_ => self.Tell(RecordTick.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _sleepTimer = _context.Time.CreateTimer(_ => self.Tell(SleepTick.Instance), null, _context.Settings.SweepEvery, Timeout.InfiniteTimeSpan);
    }

    protected override void PostStop()
    {
        _recordTimer?.Dispose();
        _sleepTimer?.Dispose();
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
            case ReserveQuota reserve when IsUnknown(reserve.Key):
                Sender.Tell(new ReservationFailed(reserve.Attempt, reserve.Index, new LimitNotConfiguredException(reserve.Key)));
                break;
            case ProbeQuota probe when IsUnknown(probe.Key):
                Sender.Tell(new ReservationFailed(probe.Attempt, probe.Index, new LimitNotConfiguredException(probe.Key)));
                break;
            case IKeyCommand command:
                Wake(command.Key).Forward(command);
                if (command is CommitPart or RecordDenial)
                    _told[_residents.Find(command.Key)!] = ++_tellings;
                break;
            case KeyNeedsRecording unrecorded:
                if (_dirty.Count == 0)
                    _recordTimer?.Change(_context.Settings.RecordWithin, Timeout.InfiniteTimeSpan);
                _dirty.Add(unrecorded.Key);
                break;
            case RecordTick:
                foreach (var key in _dirty)
                    _residents.Find(key)?.Actor.Tell(RecordNow.Quietly, ActorRefs.NoSender);
                _dirty.Clear();
                break;
            case ForgetKey forget:
                if (!_residents.Contains(forget.Key))
                    Wake(forget.Key, isUse: false);
                _residents.Find(forget.Key)!.Actor.Tell(forget, ActorRefs.NoSender); // to find it is to withdraw the question whether it may sleep
                break;
            case RecordEverything:
                Context.ActorOf(RecordRound.Props([.. _residents.All.Select(r => r.Actor)], RecordNow.Answered, Sender));
                break;
            case RecordNewKeys:
                _new.RemoveWhere(resident => _context.Catalog!.Contains(resident.Key));
                var round = Context.ActorOf(RecordRound.Props([.. _new.Union(_told.Keys).Select(r => _residents.Find(r.Key)!.Actor)], RecordNow.Answered, Sender));
                Context.WatchWith(round, new HeardOf(_tellings));
                break;
            case HeardOf heard:
                foreach (var (resident, last) in _told.Where(told => told.Value <= heard.Tellings).ToArray())
                    _told.Remove(resident);
                break;
            case GetAwakeKeys:
                Sender.Tell(new AwakeKeys([.. _residents.All.Select(r => r.Key)]));
                break;
            case SleepTick:
                _residents.Now = _context.Clock.Now();
                LetSleep(idleSince: _residents.Now - (_context.Settings.PassivateAfter + _context.Settings.SweepEvery).Ticks);
                _sleepTimer?.Change(_context.Settings.SweepEvery, Timeout.InfiniteTimeSpan);
                break;
            case KeyIsQuiet quiet:
                if (_residents.Leave(quiet.Key, quiet.Number) is { } leaving)
                {
                    LetGo(leaving);
                    Context.Stop(leaving.Actor);
                }
                break;
            case FindAwakeKeys find:
                Sender.Tell(new AwakeKeys([.. find.Among.Where(_residents.Contains)]));
                break;
            case Close:
                Become(Closing);
                Stash.UnstashAll();
                break;
            case StorageFailed failed:
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
            case ILimiterRequest:
                Sender.Tell(Answers.Failure(cause));
                break;
            case ReserveQuota reserve:
                Sender.Tell(new ReservationFailed(reserve.Attempt, reserve.Index, cause));
                break;
            case ProbeQuota probe:
                Sender.Tell(new ReservationFailed(probe.Attempt, probe.Index, cause));
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
        if (request is not ConfigureLimit && Awake(request) is { } resident)
            resident.Actor.Forward(request);
        else if (Refusal(request) is { } cause)
            Sender.Tell(Answers.Failure(cause));
        else if (request is RecordKey)
            Sender.Tell(Recorded.Instance); // a key that sleeps has nothing unrecorded
        else if (request is GetStatus or Peek && _context.Catalog is { } catalog)
            TellAsleep(request, catalog);
        else if (request is Check && _context.Catalog?.Contains(request.Key!) == false)
            Meet(request);
        else
            Wake(request.Key!).Forward(request);
    }

    // A template lets in a key that nobody has checked before. Who makes up keys checks each of them once: it sleeps again once it is answered, and stays awake when it is used again.
    private void Meet(IKeyRequest request)
    {
        Wake(request.Key!).Forward(request);
        _residents.Retire(request.Key!);
        LetSleep(idleSince: long.MinValue);
    }

    // Who only looks keeps nobody awake.
    private Resident? Awake(IKeyRequest request) =>
        request is GetStatus or Peek or RecordKey ? _residents.Find(request.Key ?? "") : _residents.Use(request.Key ?? "");

    // A key that is awake was let in before: only a new one, and a new limit, is looked at.
    private FlintException? Refusal(IKeyRequest request) => KeyRequests.Objection(request)
        ?? (request is not (ConfigureLimit or RecordKey) && IsUnknown(request.Key!) ? new LimitNotConfiguredException(request.Key!) : null);

    // Nobody may fill the memory with actors of keys that are made up.
    private bool IsUnknown(string key) => !_residents.Contains(key) && _context.Catalog?.Contains(key) == false && _context.Templates.Current.Find(key) is null;

    // Looking wakes nobody.
    private void TellAsleep(IKeyRequest request, IKeyCatalog catalog)
    {
        object answer;
        try
        {
            var (key, state, now) = (request.Key, catalog.Read(request.Key), _context.Clock.Now());
            var template = _context.Templates.Current.Find(key);
            answer = request is Peek peek
                ? Answers.Peeked(key, peek.Cost, state, template, now, _context.Clock)
                : Answers.Status(key, state, template, now, _context.Clock) as object ?? Answers.Failure(new LimitNotConfiguredException(key));
        }
        catch (Exception e)
        {
            // What the log holds of one key must not take the others of this partition down.
            answer = Answers.Failure(e as FlintException ?? UnreadableKeys.Failure(request.Key, e));
        }
        Sender.Tell(answer);
    }

    // Who is woken without being used is the first to sleep again: it costs nobody else's place.
    private IActorRef Wake(string key, bool isUse = true)
    {
        if (_residents.Use(key) is { } awake)
            return awake.Actor;
        var resident = new Resident(key, Context.ActorOf(LimitActor.Props(key, _context)));
        _residents.Add(resident, isUse);
        if (_context.Catalog?.Contains(key) == false)
            _new.Add(resident);
        LetSleep(idleSince: long.MinValue);
        return resident.Actor;
    }

    private void LetGo(Resident? stopped)
    {
        if (stopped is null)
            return;
        _new.Remove(stopped);
        _told.Remove(stopped);
    }

    // A key is asked, and stopped once it has answered and nothing was sent to it meanwhile: so no message can meet it on its way to sleep.
    private void LetSleep(long idleSince)
    {
        while (_residents.NextToSleep(idleSince) is { } resident)
            resident.Actor.Tell(new FallAsleep(resident.Asked), Self);
    }

    private sealed record HeardOf(long Tellings);
}
