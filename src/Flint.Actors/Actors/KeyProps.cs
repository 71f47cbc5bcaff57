using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Flint.Actors;

/// <summary>
/// How a key's actor is made. One object a key, and all keys share what says where they run: <see cref="Props.CreateBy"/> and what is set on it afterwards take six, of which three live as long as the actor.
/// </summary>
internal sealed class KeyProps : Props
{
    private static readonly Deploy OfUsed = DeployOf(KeyMailbox.Id);
    private static readonly Deploy OfUnused = DeployOf(KeyMailbox.BehindBulkheadId);

    private readonly string _key;
    private readonly LimiterContext _limiter;

    /// <param name="key">The key.</param>
    /// <param name="limiter">Whose key it is.</param>
    /// <param name="isUse">Whether it is woken to be used; else it runs behind the bulkhead.</param>
    public KeyProps(string key, LimiterContext limiter, bool isUse)
        : this(key, limiter, isUse ? OfUsed : OfUnused)
    {
    }

    // Without a type Akka does not look through the actor's interfaces whether its mailbox fits, each time.
    private KeyProps(string key, LimiterContext limiter, Deploy deploy)
        : base(deploy, type: null!, []) => (_key, _limiter) = (key, limiter);

    [SuppressMessage("Akka.Design", "AK1000", Justification = "These are the props.")]
    public override ActorBase NewActor() => new LimitActor(_key, _limiter);

    protected override Props Copy() => new KeyProps(_key, _limiter, Deploy) { SupervisorStrategy = SupervisorStrategy };

    private static Deploy DeployOf(string mailbox) => Empty.WithDispatcher(KeyExecutor.DispatcherId).WithMailbox(mailbox).Deploy;
}
