using Akka.Actor;
using Akka.Event;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// Watches dead letters, so that a request that met a stopping actor is answered: as not decided, since nobody looked at it.
/// After a failure it is the failure that is told. A plain ref, not an actor: it works while actors are stopping.
/// </summary>
internal sealed class UndeliveredRequests : MinimalActorRef
{
    private readonly ActorSystem _system;
    private readonly Func<StorageFailedException?> _failure;
    private readonly UnreadableKeys _unreadable;
    private readonly LimitRoutes _routes;

    private UndeliveredRequests(ActorSystem system, Func<StorageFailedException?> failure, UnreadableKeys unreadable, LimitRoutes routes)
    {
        (_failure, _unreadable, _routes) = (failure, unreadable, routes);
        _system = system;
        Provider = ((ExtendedActorSystem)system).Provider;
        Path = Provider.RootPath / "flint-undelivered";
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    /// <summary>Starts watching.</summary>
    /// <param name="system">The system.</param>
    /// <param name="failure">Why nothing can be written any more, if so.</param>
    /// <param name="unreadable">Why keys could not be recovered.</param>
    /// <param name="routes">To the partitions.</param>
    public static UndeliveredRequests Watch(ActorSystem system, Func<StorageFailedException?> failure, UnreadableKeys unreadable, LimitRoutes routes)
    {
        var watcher = new UndeliveredRequests(system, failure, unreadable, routes);
        system.EventStream.Subscribe(watcher, typeof(DeadLetter));
        return watcher;
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is DeadLetter { Message: var lost, Sender: { } asker } && !asker.IsNobody())
            Answer(lost, asker);
    }

    private void Answer(object lost, IActorRef asker)
    {
        switch (lost)
        {
            case KeyCommands together:
                foreach (var command in together.Commands)
                    Answer(command, asker);
                break;
            case IKeyRequest request when asker is IShortcutTaker { TookShortcut: true } taker && _failure() is null && _unreadable.Find(request.Key) is null:
                // It missed its partition, which would have started the key afresh: most likely it has fallen asleep.
                taker.TurnBack(request);
                _routes.For(request.Key, _system.DeadLetters).Tell(request, asker);
                break;
            case ILimiterRequest or ReserveQuota or ProbeQuota:
                asker.Tell(Answers.Refused(lost, NotDelivered(lost)), ActorRefs.NoSender);
                break;
            case CommitPart commit when _unreadable.Find(commit.Key) is null: // else it would come back for ever: the next opening drives it again
                asker.Tell(new PartLost(commit.Part.Transaction, commit.Index), ActorRefs.NoSender);
                break;
            case BehindChanges.Answer answer: // of a limit that may be in a line which was not known to be safe when the partition stopped
                asker.Tell(answer.Message as Status.Failure ?? Answers.Failure(_failure() as FlintException ?? new OutcomeUnknownException("the limiter stopped before the write was confirmed")), ActorRefs.NoSender);
                break;
            case RecordNow { WithAnswer: true }:
                asker.Tell(Recorded.Instance, ActorRefs.NoSender); // it has stopped: what it had answered is recorded or has failed
                break;
        }
    }

    private FlintException NotDelivered(object lost) =>
        _failure() ?? (lost as IKeyMessage is { Key: { } key } ? _unreadable.Find(key) : null) as FlintException ?? new RequestNotDecidedException("the limit was stopping: nothing was charged");
}
