using Akka.Persistence;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>A persistent actor of one limiter: it writes to the limiter's journal, and where that fails, so does everyone who waits for it.</summary>
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

    /// <summary>Answers everyone who waits with the error.</summary>
    protected abstract void FailAll(FlintException cause);

    /// <summary>The log has failed: nothing is written any more until it is opened again.</summary>
    protected void Stop(StorageFailed failed)
    {
        FailAll(failed.Cause);
        Context.Stop(Self);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        FailAll(cause as StorageFailedException ?? new StorageFailedException($"{Subject} could not be written: {cause.Message}", cause));

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        FailAll(new StorageFailedException($"the journal rejected {Subject}: {cause.Message}", cause));
        Context.Stop(Self);
    }
}
