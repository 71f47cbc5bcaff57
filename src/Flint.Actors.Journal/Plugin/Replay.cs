using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// One replay, in slices. The first runs in the journal's own turn: nearly every actor has few events behind its snapshot, and is then answered at once. What is
/// longer goes on as work of the thread pool, not as messages to the journal: writers do not wait behind it and several replays use several cores; after each
/// slice it goes to the back of the pool's queue, so that actors do not starve either. One thread at a time touches it.
/// </summary>
/// <param name="log">The log, which anyone may read.</param>
/// <param name="codec">How payloads are read.</param>
/// <param name="adapt">The event adapters' way from the journal; null where none are bound.</param>
/// <param name="request">What was asked.</param>
/// <param name="journal">The sender of the last answer.</param>
/// <param name="publishTo">Where the request is published when it is fulfilled; null: nowhere.</param>
internal sealed class Replay(LogEngine log, PayloadCodec codec, Func<IPersistentRepresentation, IEnumerable<IPersistentRepresentation>>? adapt,
    ReplayMessages request, IActorRef journal, EventStream? publishTo) : IThreadPoolWorkItem
{
    private const int FirstSlice = 64;
    private const int Slice = 1024;

    // As of the request, so that the replay ends where the history ended when it was asked for.
    private readonly long _highest = log.HighestSequenceNr(request.PersistenceId);
    private IEnumerator<LogRecord>? _lines;

    private long Last => Math.Min(request.ToSequenceNr, _highest);

    /// <summary>Answers, at once if there is little to replay.</summary>
    public void Start()
    {
        if (request.PersistentActor.IsNobody())
            return;
        if (request.FromSequenceNr > Last || request.Max <= 0)
            Succeed();
        else
            Run(FirstSlice);
    }

    /// <inheritdoc/>
    public void Execute() => Run(Slice);

    private void Run(int lines)
    {
        try
        {
            _lines ??= log.Read(request.PersistenceId, request.FromSequenceNr, Last, request.Max).GetEnumerator();
            if (Deliver(lines))
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            else
                Succeed();
        }
        catch (Exception cause)
        {
            _lines?.Dispose();
            request.PersistentActor.Tell(new ReplayMessagesFailure(cause), journal);
        }
    }

    /// <summary>Delivers so many lines; whether there may be more.</summary>
    private bool Deliver(int lines)
    {
        for (; lines > 0; lines--)
        {
            if (!_lines!.MoveNext())
                return false;
            Deliver(_lines.Current);
        }
        return true;
    }

    private void Deliver(in LogRecord line)
    {
        var replayed = new Persistent(codec.Decode(line), line.SequenceNr, line.PersistenceId, line.Manifest, writerGuid: line.Writer);
        if (adapt is null)
        {
            request.PersistentActor.Tell(new ReplayedMessage(replayed), ActorRefs.NoSender);
            return;
        }
        foreach (var adapted in adapt(replayed))
            request.PersistentActor.Tell(new ReplayedMessage(adapted), ActorRefs.NoSender);
    }

    private void Succeed()
    {
        _lines?.Dispose();
        request.PersistentActor.Tell(new RecoverySuccess(_highest), journal);
        publishTo?.Publish(request);
    }
}
