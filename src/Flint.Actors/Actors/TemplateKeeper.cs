using Akka;
using Akka.Actor;
using Akka.Persistence;
using Flint.Limits;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>Keeps the templates: writes each change, publishes it, answers. Changes are rare: one after the other.</summary>
internal sealed class TemplateKeeper : JournaledActor
{
    private readonly LimitRoutes _routes;
    private readonly TemplateState _state = new();
    private IActorRef _asker = ActorRefs.Nobody;

    public TemplateKeeper(LimiterContext limiter, LimitRoutes routes)
        : base(limiter) => _routes = routes;

    public override string PersistenceId => KeyIds.Templates;

    protected override string Subject => "a template";

    protected override void OnRecover(object message)
    {
        switch (message is SnapshotOffer offer ? offer.Snapshot : message)
        {
            case TemplatesSnapshot snapshot: // what a compaction has made of the events asked for
                _state.Apply(snapshot);
                break;
            case RecoveryCompleted:
                Limiter.Templates.Current = _state.ToSet();
                foreach (var partition in _routes.Partitions)
                    partition.Tell(TemplatesKnown.Instance);
                Context.Parent.Tell(TemplatesKnown.Instance);
                break;
            case var @event:
                _state.Apply(@event);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case GetTemplates:
                Sender.Tell(_state.ToSnapshot());
                break;
            case ConfigureTemplate configure:
                Configure(configure, Sender);
                break;
            case RemoveTemplate remove:
                Remove(remove, Sender);
                break;
            case RecordEverything:
                Sender.Tell(Recorded.Instance); // changes before it are written: it was stashed behind them
                break;
            case StorageFailed failed:
                Stop(failed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Configure(ConfigureTemplate configure, IActorRef sender)
    {
        var idle = configure.IdleTtl ?? Limiter.Settings.TemplateIdleTtl;
        try
        {
            LimitRules.RequirePattern(configure.Pattern);
            LimitRules.RequireRate(configure.Rate);
            LimitRules.RequirePer(configure.Per);
            LimitRules.RequireAlgorithm(configure.Algorithm);
            LimitRules.RequireIdleTtl(idle);
        }
        catch (InvalidInputException e)
        {
            sender.Tell(Answers.Failure(e));
            return;
        }
        var template = new Template(configure.Pattern, new Terms(configure.Algorithm, configure.Rate, configure.Per.Ticks), idle.Ticks);
        if (_state[configure.Pattern] == template)
            sender.Tell(Done.Instance);
        else
            Change(new TemplateConfigured(Now(), template), Done.Instance, sender);
    }

    private void Remove(RemoveTemplate remove, IActorRef sender)
    {
        try
        {
            LimitRules.RequirePattern(remove.Pattern);
        }
        catch (InvalidInputException e)
        {
            sender.Tell(Answers.Failure(e));
            return;
        }
        if (_state[remove.Pattern] is null)
            sender.Tell(new TemplateRemoval(WasThere: false));
        else
            Change(new TemplateRemoved(Now(), remove.Pattern), new TemplateRemoval(WasThere: true), sender);
    }

    private void Change(object change, object answer, IActorRef sender)
    {
        if (sender is ICancellableSender cancellable && !cancellable.TryDecide())
            return;
        _asker = sender;
        Persist(change, written =>
        {
            _state.Apply(written);
            Limiter.Templates.Current = _state.ToSet();
            _asker = ActorRefs.Nobody;
            sender.Tell(answer, ActorRefs.NoSender);
        });
    }

    protected override void PostStop()
    {
        FailAll(new OutcomeUnknownException("the limiter stopped before the template's write was confirmed"));
        base.PostStop();
    }

    // One change is in flight at most; those behind it are stashed, and go to dead letters when this stops.
    protected override void FailAll(FlintException cause)
    {
        _asker.Tell(Answers.Failure(cause), ActorRefs.NoSender);
        _asker = ActorRefs.Nobody;
    }

    private long Now() => Math.Max(Limiter.Clock.Now(), _state.LastAt);
}
