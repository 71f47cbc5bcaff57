using System.Diagnostics;
using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>The sender of a request that came as a message: passes the answer on, gives the request's place back, tells who watches it, and knows whether it is on its way.</summary>
internal sealed class AdmittedSender(IActorRef sender, Entrance entrance, WatchedCheck? watched) : MinimalActorRef, IAdmitted, ICancellableSender, IShortcutTaker
{
    private int _hasLeft;
    private int _onTheWay; // its place there plus 1; 0: it is not

    // Who asks in nobody's name has an address all the same: what is undelivered is not told to the dead letters, which Akka knows by theirs, and the place would be lost.
    public override ActorPath Path => sender.IsNobody() ? Provider.RootPath / "flint-nobody" : sender.Path;

    public override IActorRefProvider Provider => entrance.Provider;

    public bool TookShortcut { get; set; }

    /// <summary>The request is about to be told to the key's partition: what must not overtake it stays behind it from now on.</summary>
    public void SetOut(IKeyRequest request)
    {
        var place = OnTheWay.PlaceOf(request, sender);
        if (Interlocked.CompareExchange(ref _onTheWay, place + 1, 0) == 0)
            entrance.OnTheWay.Add(place);
    }

    /// <inheritdoc/>
    public void TurnBack(IKeyRequest request)
    {
        TookShortcut = false;
        SetOut(request);
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
        Arrive();
        if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
        {
            entrance.Admission.Leave();
            End(message);
        }
        sender.Tell(message, from);
    }

    // On the thread of whoever answers: he has nothing to do with what the asker was doing when he asked, and others to answer where a listener of the user's throws.
    private void End(object answer)
    {
        if (watched is null)
            return;
        var current = Activity.Current;
        try
        {
            watched.End(answer);
        }
        catch
        {
            // The answer is what it is; only who listens has not heard of it.
        }
        Activity.Current = current;
    }
}
