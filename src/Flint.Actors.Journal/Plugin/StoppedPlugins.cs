using Akka.Actor;
using Akka.Event;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// Watches dead letters, so that a request that met a plugin which has stopped is answered: Akka.Persistence waits for its plugins without a timeout.
/// A plain ref, not an actor: it works while actors are stopping.
/// </summary>
internal sealed class StoppedPlugins : MinimalActorRef
{
    private readonly Lock _gate = new();
    private readonly HashSet<IActorRef> _plugins = [];

    private StoppedPlugins(ExtendedActorSystem system)
    {
        Provider = system.Provider;
        Path = Provider.RootPath / "flint-stopped-plugins";
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    /// <summary>Starts watching.</summary>
    public static StoppedPlugins Watch(ExtendedActorSystem system)
    {
        var watcher = new StoppedPlugins(system);
        system.EventStream.Subscribe(watcher, typeof(DeadLetter));
        return watcher;
    }

    /// <summary>A plugin whose requests are to be answered when it cannot any more.</summary>
    public void Add(IActorRef plugin)
    {
        lock (_gate)
            _plugins.Add(plugin);
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is not DeadLetter letter || !Has(letter.Recipient))
            return;
        var cause = new StorageFailedException($"{letter.Recipient.Path.Name} has stopped: start the actor system again");
        Refusal.Answer(letter.Message, letter.Sender, cause, letter.Recipient);
    }

    private bool Has(IActorRef recipient)
    {
        lock (_gate)
            return _plugins.Contains(recipient);
    }
}
