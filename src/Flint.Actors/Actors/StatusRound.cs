using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>Hears how keys stand whom their partition has asked, and tells who wants to know once all have answered: with <see cref="AwakeStatuses"/>, or with the first failure.</summary>
internal sealed class StatusRound : UntypedActor
{
    private readonly IActorRef _asker;
    private readonly Dictionary<string, LimitStatus?> _statuses;
    private int _missing;

    public StatusRound(IReadOnlyCollection<string> keys, IActorRef asker)
    {
        (_asker, _missing) = (asker, keys.Count);
        _statuses = keys.ToDictionary(key => key, LimitStatus? (_) => null, StringComparer.Ordinal);
    }

    public static Props Props(IReadOnlyCollection<string> keys, IActorRef asker) => Akka.Actor.Props.Create(() => new StatusRound(keys, asker));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LimitStatus status:
                _statuses[status.Key] = status;
                Count();
                break;
            case Status.Failure { Cause: LimitNotConfiguredException }:
                Count();
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

    private void Count()
    {
        if (--_missing > 0)
            return;
        _asker.Tell(new AwakeStatuses(_statuses));
        Context.Stop(Self);
    }
}
