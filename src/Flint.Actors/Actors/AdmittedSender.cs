using System.Diagnostics;
using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>The sender of a request that came as a message: passes the answer on, gives the request's place back and tells who watches it.</summary>
internal sealed class AdmittedSender(IActorRef sender, Entrance entrance, WatchedCheck? watched) : MinimalActorRef, IAdmitted, ICancellableSender, IShortcutTaker
{
    private int _hasLeft;
    private int _onTheWay; // a place of those on the way, and 1; 0: it is not

    // Who asks in nobody's name has an address all the same: what is undelivered is not told to the dead letters, which Akka knows by theirs, and the place would be lost.
    public override ActorPath Path => sender.IsNobody() ? Provider.RootPath / "flint-nobody" : sender.Path;

    public override IActorRefProvider Provider => entrance.Provider;

    public bool TookShortcut { get; set; }

    /// <summary>Whether something that the same sender has asked of the key before is on its way to it.</summary>
    public bool IsBehindAnother(string key) => entrance.OnTheWay.IsAny(OnTheWay.PlaceOf(key, sender));

    /// <summary>The request is about to be told to the key's partition: what its sender asks of the key from now on stays behind it.</summary>
    public void SetOut(string key)
    {
        var place = OnTheWay.PlaceOf(key, sender);
        if (Interlocked.CompareExchange(ref _onTheWay, place + 1, 0) == 0)
            entrance.OnTheWay.Add(place);
    }

    /// <summary>The request stands in the key's mailbox, or is answered.</summary>
    public void Arrive()
    {
        if (Interlocked.Exchange(ref _onTheWay, 0) is > 0 and var place)
            entrance.OnTheWay.Remove(place - 1);
    }

    /// <summary>Who asks by a message cannot take it back.</summary>
    public bool TryDecide()
    {
        watched?.Decided();
        return true;
    }

    protected override void TellInternal(object message, IActorRef from)
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
        {
            entrance.Admission.Leave();
            End(message);
        }
        Arrive();
        sender.Tell(message, from);
    }

    // On the thread of whoever answers, who has nothing to do with what the asker was doing when he asked.
    private void End(object answer)
    {
        if (watched is null)
            return;
        var current = Activity.Current;
        watched.End(answer);
        Activity.Current = current;
    }
}
