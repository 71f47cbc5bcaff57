using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// The way to a key's actor past its partition, for callers. What it tells an actor that is falling asleep comes to the partition after all: from the actor's mailbox, which is closed by then,
/// or, where the actor was gone already, from the dead letters.
/// </summary>
internal sealed class Shortcut(Resident resident, Residents residents) : MinimalActorRef
{
    private long _usedIn;

    public override ActorPath Path => resident.Actor.Path;

    public override IActorRefProvider Provider => ((IInternalActorRef)resident.Actor).Provider;

    /// <summary>Where it leads.</summary>
    public string Key => resident.Key;

    /// <summary>The turn in which it was last taken.</summary>
    public long UsedIn => Volatile.Read(ref _usedIn);

    protected override void TellInternal(object message, IActorRef sender)
    {
        // Seldom written where many read it: while callers take nothing but shortcuts, only sweeps begin a turn.
        if (_usedIn != residents.Turn)
            _usedIn = residents.Turn;
        if (sender is IShortcutTaker taker)
            taker.TookShortcut = true;
        resident.Actor.Tell(message, sender);
    }
}

/// <summary>A sender who knows whether its request went past the partition.</summary>
internal interface IShortcutTaker
{
    /// <summary>Whether it did.</summary>
    bool TookShortcut { get; set; }

    /// <summary>The request, whose key has fallen asleep, is about to be told to the partition after all.</summary>
    void TurnBack(IKeyRequest request) => TookShortcut = false;
}
