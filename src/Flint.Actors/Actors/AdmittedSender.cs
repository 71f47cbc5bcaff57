using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>The sender of a request that came as a message: passes the answer on, gives the request's place back and tells who watches it.</summary>
internal sealed class AdmittedSender(IActorRef sender, Entrance entrance, WatchedCheck? watched) : MinimalActorRef, IAdmitted, ICancellableSender, IShortcutTaker
{
    private int _hasLeft;
    private string? _onItsWayTo;

    // Who asks in nobody's name has an address all the same: what is undelivered is not told to the dead letters, which Akka knows by theirs, and the place would be lost.
    public override ActorPath Path => sender.IsNobody() ? Provider.RootPath / "flint-nobody" : sender.Path;

    public override IActorRefProvider Provider => entrance.Provider;

    public bool TookShortcut { get; set; }

    /// <summary>Who asks by a message cannot take it back.</summary>
    public bool TryDecide()
    {
        watched?.Decided();
        return true;
    }

    /// <summary>Before a request goes to the partition of its key: what its sender sends next stays behind it.</summary>
    public static void SetOut(IActorRef? sender, string key)
    {
        if (sender is AdmittedSender admitted && Interlocked.CompareExchange(ref admitted._onItsWayTo, key, null) is null)
            admitted.Entrance.Shortcuts.SetOut(key);
    }

    /// <summary>The request waits at its key now, or is answered.</summary>
    public static void Arrive(IActorRef? sender)
    {
        if (sender is AdmittedSender admitted && Interlocked.Exchange(ref admitted._onItsWayTo, null) is { } key)
            admitted.Entrance.Shortcuts.Arrive(key);
    }

    protected override void TellInternal(object message, IActorRef from)
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
        {
            entrance.Admission.Leave();
            watched?.End(message);
        }
        Arrive(this);
        sender.Tell(message, from);
    }

    private Entrance Entrance => entrance;
}
