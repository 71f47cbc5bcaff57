using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>The sender of a request that came as a message: passes the answer on, gives the request's place back and tells who watches it.</summary>
internal sealed class AdmittedSender(IActorRef sender, Admission admission, IActorRefProvider provider, WatchedCheck? watched) : MinimalActorRef, IAdmitted, ICancellableSender
{
    private int _hasLeft;

    // Who asks in nobody's name has an address all the same: what is undelivered is not told to the dead letters, which Akka knows by theirs, and the place would be lost.
    public override ActorPath Path => sender.IsNobody() ? provider.RootPath / "flint-nobody" : sender.Path;

    public override IActorRefProvider Provider => provider;

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
            admission.Leave();
            watched?.End(message);
        }
        sender.Tell(message, from);
    }
}
