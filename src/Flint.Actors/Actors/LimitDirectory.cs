using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// Behind <see cref="LimitsRef"/>: forwards to the partition of the key, to the coordinator, or to the keeper of templates whatever that has not sent them itself. Starts them all, stops them in order, and turns a
/// failure of the storage or of the coordinator into an error for everyone.
/// </summary>
internal sealed class LimitDirectory : UntypedActor
{
    private readonly LimiterContext _context;
    private readonly LimitRoutes _routes;
    private readonly Entrance _entrance;
    private readonly Action<StorageFailedException> _onFailed;
    private IActorRef _coordinator = ActorRefs.Nobody;
    private IActorRef _templates = ActorRefs.Nobody;

    public LimitDirectory(LimiterContext context, LimitRoutes routes, Entrance entrance, Action<StorageFailedException> onFailed) =>
        (_context, _routes, _entrance, _onFailed) = (context, routes, entrance, onFailed);

    public static Props Props(LimiterContext context, LimitRoutes routes, Entrance entrance, Action<StorageFailedException> onFailed) =>
        Akka.Actor.Props.Create(() => new LimitDirectory(context, routes, entrance, onFailed));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        var partitions = new IActorRef[_context.Settings.Partitions];
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = Context.ActorOf(Akka.Actor.Props.Create(() => new LimitPartition(_context)), $"partition-{i}");
            Context.Watch(partitions[i]);
        }
        _routes.Open(partitions);
        _templates = Context.ActorOf(Akka.Actor.Props.Create(() => new TemplateKeeper(_context, _routes)), "templates");
        Context.Watch(_templates);
        _coordinator = Context.ActorOf(Akka.Actor.Props.Create(() => new CheckAllCoordinator(_context, _routes)), "check-all");
        Context.Watch(_coordinator);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IKeyRequest request:
                LetIn(request, _routes.For(request.Key ?? "", ActorRefs.Nobody));
                break;
            case CheckAll checkAll:
                LetIn(checkAll, _coordinator);
                break;
            case ITemplateRequest request:
                LetIn(request, _templates);
                break;
            case RecordEverything or RecordNewKeys:
                Context.ActorOf(RecordRound.Props(_routes.Partitions, message, Sender));
                break;
            case TemplatesKnown:
                if (_context.Catalog is { } catalog) // else nobody can say which keys there are
                    Context.ActorOf(Akka.Actor.Props.Create(() => new ForgetSweep(_context, catalog, _routes)), "forget");
                break;
            case StorageFailed failed:
                Fail(failed.Cause);
                break;
            case Terminated terminated:
                Fail(new StorageFailedException($"the actor {terminated.ActorRef.Path.Name} stopped; open the data directory again"));
                break;
            case StopLimits:
                Become(RefusingUsers);
                foreach (var partition in _routes.Partitions)
                    partition.Tell(Close.Instance);
                _coordinator.Tell(Close.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // Who comes through the facade, or by that ref, has a place already.
    private void LetIn(ILimiterRequest request, IActorRef to)
    {
        if ((Sender is IAdmitted ? Sender : _entrance.Admit(request, Sender)) is { } sender)
            to.Tell(request, sender);
    }

    // Stopping, first: attempts in work are decided, then every key records what it answered, then the coordinator its mark.
    private void RefusingUsers(object message)
    {
        switch (message)
        {
            case Closed:
                Become(Recording);
                Context.ActorOf(RecordRound.Props([.. _routes.Partitions, _templates], RecordEverything.Instance, Self));
                break;
            default:
                Stopping(message);
                break;
        }
    }

    private void Recording(object message)
    {
        switch (message)
        {
            case Recorded when Sender.Equals(_coordinator):
                Context.Stop(Self);
                break;
            case Recorded:
                _coordinator.Tell(RecordNow.Answered);
                break;
            case Status.Failure:
                Context.Stop(Self); // whoever waited has been told by the key that failed
                break;
            default:
                Stopping(message);
                break;
        }
    }

    private void Stopping(object message)
    {
        switch (message)
        {
            case ILimiterRequest:
                Sender.Tell(Answers.Failure(new RequestNotDecidedException("the limiter is stopping")));
                break;
            case StopLimits or TemplatesKnown:
                break; // it stops
            case StorageFailed failed:
                Fail(failed.Cause);
                Context.Stop(Self);
                break;
            case Terminated terminated:
                Fail(new StorageFailedException($"the actor {terminated.ActorRef.Path.Name} stopped"));
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Fail(StorageFailedException cause)
    {
        _onFailed(cause);
        foreach (var partition in _routes.Partitions)
            partition.Tell(new StorageFailed(cause));
        _coordinator.Tell(new StorageFailed(cause));
        _templates.Tell(new StorageFailed(cause));
        Become(message => Failed(message, cause));
    }

    private void Failed(object message, StorageFailedException cause)
    {
        switch (message)
        {
            case StopLimits:
                Context.Stop(Self);
                break;
            case ILimiterRequest:
                Sender.Tell(Answers.Failure(cause));
                break;
            default:
                break; // the first failure has said it all
        }
    }
}
