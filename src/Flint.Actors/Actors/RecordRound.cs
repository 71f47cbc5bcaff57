using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>Asks many actors to record what they answered, and tells the asker once all have: with <c>Recorded</c>, or with the first failure.</summary>
internal sealed class RecordRound : UntypedActor
{
    private readonly IReadOnlyList<IActorRef> _actors;
    private readonly object _order;
    private readonly IActorRef _asker;
    private int _missing;

    public RecordRound(IReadOnlyList<IActorRef> actors, object order, IActorRef asker) => (_actors, _order, _asker) = (actors, order, asker);

    public static Props Props(IReadOnlyList<IActorRef> actors, object order, IActorRef asker) =>
        Akka.Actor.Props.Create(() => new RecordRound(actors, order, asker));

    protected override void PreStart()
    {
        _missing = _actors.Count;
        foreach (var actor in _actors)
            actor.Tell(_order, Self);
        StopIfDone();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Recorded:
                _missing--;
                StopIfDone();
                break;
            case Status.Failure failure:
                _asker.Tell(failure);
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void StopIfDone()
    {
        if (_missing > 0)
            return;
        _asker.Tell(Recorded.Instance);
        Context.Stop(Self);
    }
}
