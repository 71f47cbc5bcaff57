using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Util;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// The directory as users have it. What is asked of one key is let in on the thread of who asks, and told from there to the key's actor, or to its partition, as the facade does; that saves two mailboxes. Everything
/// else is the directory's own, which it is watched and stopped as, and whose path it has.
/// </summary>
/// <remarks>
/// No check overtakes a change of its key's limit, and what one sender ref asks of a key arrives in order. While something of that is on its way through the partition, what comes next goes by the directory, and so
/// cannot pass what waits there, or in the partition.
/// </remarks>
internal sealed class LimitsRef(InternalActorRefBase directory, LimitRoutes routes, Entrance entrance) : InternalActorRefBase
{
    /// <summary>Where requests come in.</summary>
    public Entrance Entrance => entrance;

    public override ActorPath Path => directory.Path;

    public override IInternalActorRef Parent => directory.Parent;

    public override IActorRefProvider Provider => directory.Provider;

    public override bool IsLocal => directory.IsLocal;

    public override bool IsTerminated => directory.IsTerminated;

    public override IActorRef GetChild(IReadOnlyList<string> name) => directory.GetChild(name);

    public override void Start() => directory.Start();

    public override void Resume(Exception? causedByFailure = null) => directory.Resume(causedByFailure);

    public override void Suspend() => directory.Suspend();

    public override void Restart(Exception cause) => directory.Restart(cause);

    public override void Stop() => directory.Stop();

    public override ISurrogate ToSurrogate(ActorSystem system) => directory.ToSurrogate(system);

    public override void SendSystemMessage(ISystemMessage message) => directory.SendSystemMessage(message);

    protected override void TellInternal(object message, IActorRef? sender)
    {
        if (message is IKeyRequest { Key: not null } request && sender is not IAdmitted)
            Send(request, sender ?? entrance.Provider.DeadLetters);
        else
            directory.Tell(message, sender);
    }

    private void Send(IKeyRequest request, IActorRef sender)
    {
        if (entrance.Admit(request, sender) is not { } admitted)
            return;
        var isBehind = entrance.OnTheWay.IsBefore(request, sender);
        if (!isBehind && request is Check && entrance.Shortcuts.Find(request.Key) is { } shortcut)
        {
            shortcut.Tell(request, admitted);
            return;
        }
        admitted.SetOut(request);
        (isBehind ? directory : routes.For(request.Key, directory)).Tell(request, admitted);
    }
}
