using Akka.Actor;
using Akka.Persistence;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>
/// What a key's actor keeps: its state, and the log it comes from. Entries are applied at once and gather into one event until the journal has taken the one before:
/// a hot key commits in groups. Whoever waits for an entry is answered from its batch once that is safe.
/// </summary>
internal abstract class LimitKeeper : JournaledActor
{
    private readonly Action<LimitEvents> _onSafe;

    private readonly TotalsTable _totals;
    private readonly LimitBatches _batches = new();

    private LimitState _state;

    // The number of the line that was recovered last. The next one follows it, unless a compaction has taken over since the snapshot was read, or the snapshot stands in a store of its own,
    // and nothing was left of what stood between: the key was removed.
    private long _recovered;
    private int _snapshots; // due with a batch that is on its way, or being saved
    private bool _isDirty;
    private FallAsleep? _sleep;
    private KeyMailbox.Messages? _mailbox;
    private bool _holdsWrites;

    // Where the limit that the key has now is counted, looked up once for each, and what of the state is counted.
    private LimitSum? _sum;
    private LimitCounts _counted;

    protected LimitKeeper(string key, LimiterContext limiter)
        : base(limiter)
    {
        Key = key;
        PersistenceId = KeyIds.Of(key);
        _onSafe = OnSafe;
        _totals = limiter.Totals.Of(key);
    }

    public sealed override string PersistenceId { get; }

    protected string Key { get; }

    /// <summary>What comes to the actor; null where its mailbox is another.</summary>
    protected KeyMailbox.Messages? Mailbox => _mailbox ??= KeyMailbox.Of(Self);

    /// <summary>The state after everything gathered so far.</summary>
    protected ref readonly LimitState State => ref _state;

    protected sealed override string Subject => $"the limit {Key}";

    // What nobody has gathered entries for is nothing to write.
    protected sealed override bool HasNext => _batches.HasGathered && _batches.Gathering.IsUrgent;

    /// <summary>Whether nobody waits here for anything but a write.</summary>
    protected abstract bool IsQuiet { get; }

    protected override void OnRecover(object message)
    {
        switch (message is SnapshotOffer offer ? offer.Snapshot : message)
        {
            case LimitEvents events:
                _state = (LastSequenceNr == _recovered + 1 ? _state : default).Apply(events.Entries.AsSpan());
                break;
            case LimitSnapshot snapshot: // offered, or what a compaction has made of the events asked for
                _state = snapshot.State;
                break;
            case RecoveryCompleted:
                Limiter.Unreadable.Remove(Key);
                _counted = LimitCounts.Of(_state);
                DropWhatIsForgotten();
                break;
            default:
                throw new InvalidOperationException($"{PersistenceId} cannot be recovered from a {message.GetType()}");
        }
        _recovered = LastSequenceNr;
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        Limiter.Unreadable.Add(Key, reason);
        base.OnRecoveryFailure(reason, message);
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case RecordNow record:
                Record(record, Sender);
                break;
            case RecordKey:
                AnswerUrgently(Sender, Recorded.Instance);
                break;
            case EventTaken:
                WriteIfDue();
                break;
            case SaveSnapshotSuccess or SaveSnapshotFailure:
                _snapshots--; // a snapshot only shortens recovery
                WriteIfDue();
                break;
            case DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                break; // where a store elsewhere keeps one, this life goes on without it
            case FallAsleep sleep:
                _sleep = sleep;
                Record(RecordNow.Quietly, Sender);
                break;
            case StorageFailed failed:
                Stop(failed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Applies an entry; it is written with the next event.</summary>
    protected void Gather(in LimitEntry entry)
    {
        if (entry.Kind is EntryKind.Configured or EntryKind.Removed)
            Reconfigure(entry);
        else
            _state.Add(entry);
        _batches.Gathering.Add(entry);
        if (entry.Kind != EntryKind.Allow)
            Count(); // a grant, which nobody hears of before that, is counted with all of its line
    }

    /// <summary>No event is written until <see cref="ReleaseWrites"/>: more is about to be gathered for it.</summary>
    protected void HoldWrites() => _holdsWrites = true;

    /// <summary>The event that calls have asked for meanwhile is written.</summary>
    protected void ReleaseWrites()
    {
        _holdsWrites = false;
        WriteIfDue();
    }

    /// <summary>The next event is written as soon as the journal has taken the one before.</summary>
    protected void WriteSoon()
    {
        _batches.Gathering.MakeUrgent();
        WriteIfDue();
    }

    /// <summary>The next event is written as soon as the journal has taken the one before, and then answers.</summary>
    protected void WriteSoon(IActorRef asker, object reply)
    {
        _batches.Gathering.ReplyUrgently(asker, reply);
        WriteIfDue();
    }

    /// <summary>The next event is written before long: when the partition's tick comes, or it has become long enough for a line.</summary>
    protected void WriteLater()
    {
        if (_batches.Gathering.IsFull)
        {
            WriteSoon();
            return;
        }
        if (_isDirty)
            return;
        _isDirty = true;
        Context.Parent.Tell(new KeyNeedsRecording(Key));
    }

    /// <summary>Answers once everything so far is written, which begins as soon as the journal has taken the event before; at once if it is.</summary>
    protected void AnswerUrgently(IActorRef asker, object reply)
    {
        if (_batches.HasGathered)
            _batches.Gathering.MakeUrgent();
        AnswerOnceRecorded(asker, reply);
        WriteIfDue();
    }

    /// <summary>Answers once everything so far is written; it hurries nobody.</summary>
    protected void AnswerOnceRecorded(IActorRef asker, object reply)
    {
        if (_batches.HasGathered)
            _batches.Gathering.ReplyLater(asker, reply);
        else if (_batches.Newest is { } newest)
            newest.ReplyLater(asker, reply);
        else
            asker.Tell(reply, ActorRefs.NoSender);
    }

    /// <summary>Tells the partition, if it asked, that the key may sleep. The partition stops it: only the partition knows whether something is on its way here.</summary>
    protected void TellIfQuiet()
    {
        if (_sleep is null || _batches.UnderWay > 0 || _snapshots > 0 || _batches.HasGathered || !IsQuiet)
            return;
        if (Mailbox?.ArrivedIfNoneWaits is not { } arrived)
            return; // asked again behind what waits
        Context.Parent.Tell(new KeyIsQuiet(Key, _sleep.Number, arrived));
        _sleep = null;
    }

    protected override void PostStop()
    {
        try
        {
            _batches.FailUnderWay(new OutcomeUnknownException($"{Subject} stopped before its write was confirmed"));
            FailAll(WhyItStops);
            base.PostStop();
        }
        finally
        {
            Context.Parent.Tell(new KeyStopped(Key, Self));
        }
    }

    /// <summary>What those hear who wait when it stops, and for whom nothing was decided.</summary>
    protected FlintException WhyItStops => Failure as FlintException ?? new RequestNotDecidedException($"{Subject} stopped");

    protected override void FailAll(FlintException cause) => _batches.Fail(cause);

    // A snapshot may outlive its key: in a store of its own, or read a moment before a compaction took over that left nothing of the key. What the log has forgotten is a new key, whose first
    // line says that it was removed, since the next life may find the snapshot, too.
    private void DropWhatIsForgotten()
    {
        if (LastSequenceNr == 0 || Limiter.Catalog?.Contains(Key) != false)
            return;
        var last = _state.LastAt;
        _state = default;
        Gather(LimitEntry.Removed(last));
        DeleteSnapshots(new SnapshotSelectionCriteria(LastSequenceNr));
    }

    private void Record(RecordNow record, IActorRef asker)
    {
        if (record.WithAnswer)
            AnswerUrgently(asker, Recorded.Instance);
        else if (_batches.HasGathered)
            WriteSoon();
    }

    private void Reconfigure(in LimitEntry entry)
    {
        Count();
        var before = _state;
        _state.Add(entry);
        _totals.Follow(before, _state);
        (_sum, _counted) = (null, LimitCounts.Of(_state));
    }

    private void Count()
    {
        var counts = LimitCounts.Of(_state);
        if (_state.Config is not { } config || counts == _counted)
            return;
        (_sum ??= _totals.Of(config)).Add(counts - _counted);
        _counted = counts;
    }

    private void WriteIfDue()
    {
        // The snapshot stands before the removal: behind it, with the removal folded away, it would bring back what was removed.
        if (_holdsWrites || !MayHandOver || !HasNext || (_snapshots > 0 && _batches.Gathering.HasRemoval))
            return;
        Count();
        var number = LastSequenceNr + _batches.UnderWay + 1;
        var batch = _batches.Send();
        _isDirty = false;
        if (number % Limiter.Settings.SnapshotEvery == 0)
        {
            batch.Due = new LimitSnapshot(_state);
            _snapshots++;
        }
        HandOver(batch.ToEvents(), _onSafe);
    }

    private void OnSafe(LimitEvents events)
    {
        if (_batches.Arrived() is { } due)
            SaveSnapshot(due);
        WriteIfDue();
        TellIfQuiet();
    }
}
