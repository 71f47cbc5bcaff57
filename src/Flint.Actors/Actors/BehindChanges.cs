using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>Asks a key in somebody's name while a line that its partition has written is under way: the partition passes the answer on once that is safe.</summary>
internal sealed class BehindChanges(IActorRef asker, IActorRef partition) : MinimalActorRef, ICancellableSender
{
    public override ActorPath Path => asker.Path;

    public override IActorRefProvider Provider => ((IInternalActorRef)partition).Provider;

    public bool TryDecide() => asker is not ICancellableSender cancellable || cancellable.TryDecide();

    protected override void TellInternal(object message, IActorRef sender) => partition.Tell(new Answer(message), asker);

    /// <summary>What the sender of this is to be answered.</summary>
    public sealed record Answer(object Message);
}
