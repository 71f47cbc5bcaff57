using Akka.Actor;

namespace Flint.Actors;

/// <summary>Where requests come in that are sent as messages: each gets a place among those that may wait, and is watched from here on if somebody watches.</summary>
internal sealed class Entrance(LimiterContext context, CheckWatch watch, IActorRefProvider provider)
{
    /// <summary>Of the system.</summary>
    public IActorRefProvider Provider { get; } = provider;

    /// <summary>How many wait.</summary>
    public Admission Admission { get; } = context.Admission;

    /// <summary>The ways past the partitions.</summary>
    public Shortcuts Shortcuts { get; } = context.Shortcuts;

    /// <summary>What has not come through its partition yet.</summary>
    public OnTheWay OnTheWay { get; } = new();

    /// <summary>Who is told the answer of a request in its sender's stead; null: too many wait, and the sender has been told so.</summary>
    public AdmittedSender? Admit(object request, IActorRef sender)
    {
        if (Admission.TryEnter())
            return new AdmittedSender(sender, this, watch.TryBegin(request));
        sender.Tell(Answers.Failure(Admission.Refusal()), ActorRefs.NoSender);
        return null;
    }
}
