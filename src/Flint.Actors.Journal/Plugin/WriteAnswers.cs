using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// The answers to a <see cref="WriteMessages"/>. Persistent actors match them to their handlers by position and run the handlers with the sender of the
/// acknowledgement: one for each event, in the order of the request, in the name of whoever sent the command.
/// </summary>
internal static class WriteAnswers
{
    /// <summary>What the request holds, to be gone through more than once.</summary>
    public static IReadOnlyList<IPersistentEnvelope> Listed(WriteMessages request) =>
        request.Messages as IReadOnlyList<IPersistentEnvelope> ?? [.. request.Messages];

    /// <summary>
    /// All is in the log but for the rejected, and not yet safe: the actor may send its next write. It waits for no answer between two batches but for this one, which runs no handler.
    /// </summary>
    public static void Take(WriteMessages request, IActorRef journal) => request.PersistentActor.Tell(WriteMessagesSuccessful.Instance, journal);

    /// <summary>All is stored but for the rejected.</summary>
    public static void Succeed(in Pending pending, IActorRef journal)
    {
        var (request, messages, rejections) = ((WriteMessages)pending.Request, pending.Messages!, pending.Rejections);
        var (actor, instance) = (request.PersistentActor, request.ActorInstanceId);
        if (!pending.IsTaken)
            Take(request, journal);
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i] is not AtomicWrite write)
            {
                Loop(messages[i], actor, instance);
                continue;
            }
            var events = (IImmutableList<IPersistentRepresentation>)write.Payload;
            var reason = rejections?[i];
            for (var j = 0; j < events.Count; j++)
            {
                object answer = reason is null
                    ? new WriteMessageSuccess(events[j], instance)
                    : new WriteMessageRejected(events[j], reason, instance);
                actor.Tell(answer, events[j].Sender);
            }
        }
    }

    /// <summary>Nothing is known to be stored. What was only deferred goes back as ever: it was never meant to be stored.</summary>
    public static void Fail(in Pending pending, Exception cause, IActorRef journal)
    {
        var (request, messages) = ((WriteMessages)pending.Request, pending.Messages!);
        var (actor, instance) = (request.PersistentActor, request.ActorInstanceId);
        actor.Tell(new WriteMessagesFailed(cause, messages.Count(message => message is AtomicWrite)), journal);
        foreach (var message in messages)
        {
            if (message is not AtomicWrite write)
            {
                Loop(message, actor, instance);
                continue;
            }
            foreach (var failed in (IImmutableList<IPersistentRepresentation>)write.Payload)
                actor.Tell(new WriteMessageFailure(failed, cause, instance), failed.Sender);
        }
    }

    private static void Loop(IPersistentEnvelope deferred, IActorRef actor, int instance) =>
        actor.Tell(new LoopMessageSuccess(deferred.Payload, instance), deferred.Sender);
}
