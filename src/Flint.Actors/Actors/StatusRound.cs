using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>Hears how keys stand whom their partition has asked, and tells who wants to know once all have answered: with <see cref="AwakeStatuses"/>, or with the first failure.</summary>
internal sealed class StatusRound : UntypedActor
{
    private readonly Dictionary<string, LimitStatus?> _statuses;
    private IActorRef? _asker; // null: it was told
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
                End(failure);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // With its partition: what the keys are asked does not reach it any more.
    protected override void PostStop() => _asker?.Tell(Answers.Failure(new RequestNotDecidedException("the limiter was stopping")), ActorRefs.NoSender);

    private void Count()
    {
        if (--_missing == 0)
            End(new AwakeStatuses(_statuses));
    }

    private void End(object answer)
    {
        _asker?.Tell(answer);
        _asker = null;
        Context.Stop(Self);
    }
}
