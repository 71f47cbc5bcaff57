using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <content>What is asked of keys: done in their sleep, or told to their actors.</content>
internal sealed partial class LimitPartition
{
    private void Forward(IKeyRequest request)
    {
        if (_newcomers.Contains(request.Key ?? "") && KeyRequests.Objection(request) is null)
            _newcomers.Add(request, Sender); // behind the check that waits, though a check_all may have woken the key meanwhile
        else if (request is not ConfigureLimit && Awake(request) is { } resident)
            TellAwake(request, resident); // its key was let in before: only a new one, and a new limit, is looked at
        else if (KeyRequests.Objection(request) is { } cause)
            Sender.Tell(Answers.Failure(cause));
        else if (request is Check && _newcomers.MustWait(_changes) && IsAsleep(request.Key!) && _sleeping.IsNew(request.Key!))
            _newcomers.Add(request, Sender);
        else
            Serve(request, Sender);
    }

    private void LetIn()
    {
        while (_newcomers.TryTake(_changes, out var next))
            Serve(next.Request, next.Asker);
    }

    // In its sleep, if that can be. An actor that finds nothing to write answers at once, and the line that it found may not be safe.
    private void Serve(IKeyRequest request, IActorRef asker)
    {
        if (request is ConfigureLimit && _changes.IsUnderWay(request.Key))
            asker = new BehindChanges(asker, Self);
        else if (IsAsleep(request.Key) && TryServe(request, asker))
            return;
        _ = IsUse(request) ? Use(request, asker) : Tell(request, asker);
    }

    private bool TryServe(IKeyRequest request, IActorRef asker)
    {
        if (_changes.TryMake(request, asker))
            return true;
        if (_sleeping.Answer(request) is not { } answer)
            return false;
        asker.Tell(answer);
        return true;
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

    private bool IsAsleep(string key) => !_residents.Contains(key) && !_changes.IsUnderWay(key);

    private bool IsUnknown(string key) => IsAsleep(key) && _sleeping.IsUnknown(key);

    // A template lets in a key that nobody has checked before. Who makes up keys asks each of them once: that is no use of it, but the next one is.
    private Resident Use(IKeyMessage message, IActorRef sender) =>
        Tell(message, _residents.Use(message.Key) ?? Wake(message, isUse: !_sleeping.IsNew(message.Key)), sender);

    // Who is told something that is no use of it is woken as the first to sleep again: it costs nobody else's place.
    private Resident Tell(IKeyMessage message, IActorRef sender) => Tell(message, _residents.Find(message.Key) ?? Wake(message, isUse: false), sender);

    private Resident Tell(IKeyMessage message, Resident resident, IActorRef sender)
    {
        if (message is IKeyCommand)
            _context.Shortcuts.CloseForCheckAlls(resident);
        resident.Actor.Tell(message, sender);
        (sender as AdmittedSender)?.Arrive();
        LetSleep(idleSince: long.MinValue); // behind the message, which has withdrawn the question if it was asked before
        return resident;
    }

    // It asks them itself: so whoever is about to sleep answers first.
    private void AskAwake(IReadOnlyList<string> among, IActorRef asker)
    {
        Resident[] awake = [.. among.Select(_residents.Find).OfType<Resident>()];
        if (awake.Length == 0)
        {
            asker.Tell(AwakeStatuses.None);
            return;
        }
        var round = Context.ActorOf(StatusRound.Props(Array.ConvertAll(awake, resident => resident.Key), asker));
        foreach (var resident in awake)
            resident.Actor.Tell(new GetStatus(resident.Key), round);
        LetSleep(idleSince: long.MinValue);
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
}
