using Akka.Actor;
using Akka.Persistence;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// A persistent actor of one limiter: it writes to the limiter's journal, and where that fails, so does everyone who waits for it. What it hands over is in our log before it is safe:
/// from then on it may hand over the next, which shares a sync with whatever else came meanwhile. A journal elsewhere may still reject what it has taken: there the next waits until the one before is safe.
/// </summary>
internal abstract class JournaledActor : UntypedPersistentActor
{
    protected JournaledActor(LimiterContext limiter)
    {
        Limiter = limiter;
        JournalPluginId = limiter.Settings.JournalPlugin;
        SnapshotPluginId = limiter.Settings.SnapshotPlugin;
    }

    protected LimiterContext Limiter { get; }

    /// <summary>What it writes, as errors name it: <c>a template</c>.</summary>
    protected abstract string Subject { get; }

    /// <summary>Whether the next event may be handed over: the journal has taken the one before.</summary>
    protected bool MayHandOver { get; private set; } = true;

    /// <summary>Whether something waits to be handed over.</summary>
    protected virtual bool HasNext => false;

    /// <summary>Why it stops, if the storage has failed.</summary>
    protected StorageFailedException? Failure { get; private set; }

    /// <summary>Answers everyone who waits with the error.</summary>
    protected abstract void FailAll(FlintException cause);

    /// <summary>
    /// Writes the event; the handler is called once it is as safe as the mode promises. Before that, if something waits to be handed over, <see cref="EventTaken"/> says when it may be. Who hands
    /// over persists in no other way: see <see cref="AroundReceive"/>.
    /// </summary>
    protected void HandOver<TEvent>(TEvent @event, Action<TEvent> onSafe)
    {
        MayHandOver = false;
        PersistAsync(@event, Limiter.TakesForGood ? onSafe : AllowingNext(onSafe));
    }

    private Action<TEvent> AllowingNext<TEvent>(Action<TEvent> onSafe) => safe =>
    {
        MayHandOver = true;
        onSafe(safe);
    };

    // Akka sends the next batch when it hears that the journal has taken the one before, and tells nobody else. Until then a request can only gather. So it goes past what Akka does around a message
    // that may persist, which takes a tenth of the time of a hot key's check: nothing of it is needed, since no event of ours has Akka stash what comes behind it.
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (!MayHandOver && message is IKeyMessage)
            return receive(message);
        var isHandled = base.AroundReceive(receive, message);
        if (!MayHandOver && message is WriteMessagesSuccessful && Limiter.TakesForGood)
        {
            MayHandOver = true;
            if (HasNext)
                base.AroundReceive(receive, EventTaken.Instance);
        }
        return isHandled;
    }

    /// <summary>The log has failed: nothing is written any more until it is opened again.</summary>
    protected void Stop(StorageFailed failed)
    {
        Fail(failed.Cause);
        Context.Stop(Self);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Fail(Answers.NotWritten(Subject, cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Fail(new StorageFailedException($"the journal rejected {Subject}: {cause.Message}", cause));
        Context.Stop(Self);
    }

    private void Fail(StorageFailedException cause) => FailAll(Failure = cause);
}
