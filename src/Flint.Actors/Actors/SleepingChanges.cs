using Akka;
using Akka.Actor;
using Akka.Persistence;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>
/// Changes keys that sleep without waking them: a key's state is read from the log, its next line is written as its actor would, and it sleeps on. So whoever comes once costs a line and no actor
/// (caches call it a bypass). While a line is under way its key is woken for whatever comes next, and recovers behind it. Belongs to a partition.
/// </summary>
/// <param name="context">What the actors share.</param>
/// <param name="residents">The partition's keys that are awake.</param>
/// <param name="partition">Who hears from the journal.</param>
/// <param name="system">The system.</param>
internal sealed class SleepingChanges(LimiterContext context, Residents residents, IActorRef partition, ActorSystem system)
{
    private readonly string _writer = Guid.NewGuid().ToString();

    // In the order in which the journal answers, and the keys among them.
    private readonly Queue<UnderWay> _underWay = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    // Whether they are newcomers' lines: those that the journal has not written yet.
    private readonly Queue<bool> _untaken = new();
    private IActorRef? _journal;

    private IActorRef Journal => _journal ??= Persistence.Instance.Apply(system).JournalFor(context.Settings.JournalPlugin);

    /// <summary>How many lines that give a key its first limit, a template's, are not written yet; they need not be safe.</summary>
    public int Newcomers { get; private set; }

    /// <summary>Whether a line of the key is on its way to the disk.</summary>
    public bool IsUnderWay(string key) => _keys.Contains(key);

    /// <summary>
    /// Does what is asked of a key that sleeps, and answers once that is safe, or at once where nothing changes. False: its key has to be woken. That is so where it came a short while ago already, where it is
    /// much to read, where a snapshot is due, and of whatever its actor gathers before it writes, as it does denials.
    /// </summary>
    public bool TryMake(IKeyRequest request, IActorRef asker)
    {
        if (request is not (Check or ConfigureLimit) || residents.CameLately(request.Key))
            return false;
        if (Read(request.Key) is not { } asleep || (asleep.SequenceNr + 1) % context.Settings.SnapshotEvery == 0)
            return false;
        var now = Math.Max(context.Clock.Now(), asleep.State.LastAt);
        var state = asleep.State.Under(context.Templates.Current.Find(request.Key), now);
        return request is Check check ? TryCharge(check, asleep, state, now, asker) : Configure((ConfigureLimit)request, asleep, state, now, asker);
    }

    /// <summary>Whether it was the journal's word on a line that is under way; whoever waits for it is answered.</summary>
    public bool Hear(object message)
    {
        switch (message)
        {
            case WriteMessagesSuccessful or WriteMessagesFailed:
                Newcomers -= _untaken.TryDequeue(out var isNewcomer) && isNewcomer ? 1 : 0;
                return true;
            case WriteMessageSuccess:
                End(null);
                return true;
            case WriteMessageFailure failure:
                End(failure.Cause);
                return true;
            case WriteMessageRejected rejection:
                End(rejection.Cause);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Answers once everything under way is safe; at once if nothing is.</summary>
    public void AnswerBehind(IActorRef asker, object reply)
    {
        _underWay.Enqueue(new UnderWay(null, asker, reply));
        AnswerFirst();
    }

    /// <summary>Nobody will hear what has become of what is under way.</summary>
    public void FailAll(FlintException cause)
    {
        while (_underWay.TryDequeue(out var change))
            change.Asker.Tell(Answers.Failure(cause), ActorRefs.NoSender);
        _keys.Clear();
    }

    // Who cannot be read is woken, and tells why.
    private (LimitState State, long SequenceNr)? Read(string key)
    {
        try
        {
            return context.Catalog?.ReadIfShort(key);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private bool TryCharge(Check check, in (LimitState State, long SequenceNr) asleep, in LimitState state, long now, IActorRef asker)
    {
        var (key, cost) = (check.Key, check.Cost);
        if (Answers.Refusal(key, cost, state) is { } cause)
        {
            asker.Tell(Answers.Failure(cause), ActorRefs.NoSender);
            return true;
        }
        if (state.Decide(cost, now) != Verdict.Granted)
            return false;
        if (asker is ICancellableSender cancellable && !cancellable.TryDecide())
            return true;
        var allow = LimitEntry.Allow(now, cost);
        var after = state.Apply(allow);
        var isAdopted = !ReferenceEquals(state.Config, asleep.State.Config);
        Write(key, asleep, isAdopted ? [LimitEntry.Configured(now, state.Config!), allow] : [allow], after, asker, Answers.Granted(key, cost, after, now, held: 0, context.Clock));
        return true;
    }

    private bool Configure(ConfigureLimit configure, in (LimitState State, long SequenceNr) asleep, in LimitState state, long now, IActorRef asker)
    {
        if (KeyRequests.Change(configure, state.Config) is not { } config)
        {
            asker.Tell(Done.Instance, ActorRefs.NoSender);
            return true;
        }
        if (asker is ICancellableSender cancellable && !cancellable.TryDecide())
            return true;
        var entry = LimitEntry.Configured(now, config);
        Write(configure.Key, asleep, [entry], asleep.State.Apply(entry), asker, Done.Instance);
        return true;
    }

    private void Write(string key, in (LimitState State, long SequenceNr) asleep, LimitEntry[] entries, in LimitState after, IActorRef asker, object reply)
    {
        // Without a limit before it may be made up, and its next check leaves it asleep, too; but for who sets its limit, and will use it.
        if (asleep.State.Config is not null || after.Config!.IsOwn)
            residents.Remember(key);
        var isNewcomer = asleep.State.Config is null && after.Config!.Source == LimitSource.Template;
        Newcomers += isNewcomer ? 1 : 0;
        _untaken.Enqueue(isNewcomer);
        _underWay.Enqueue(new UnderWay(key, asker, reply));
        _keys.Add(key);
        context.Totals.Of(key).Follow(asleep.State, after);
        var line = new Persistent(new LimitEvents(entries), asleep.SequenceNr + 1, KeyIds.Of(key), writerGuid: _writer);
        Journal.Tell(new WriteMessages([new AtomicWrite(line)], partition, 0), partition);
    }

    private void End(Exception? failure)
    {
        if (!_underWay.TryDequeue(out var change))
            return; // it was failed before
        _keys.Remove(change.Key!);
        change.Asker.Tell(failure is null ? change.Reply : Answers.Failure(Answers.NotWritten($"the limit {change.Key}", failure)), ActorRefs.NoSender);
        AnswerFirst();
    }

    private void AnswerFirst()
    {
        while (_underWay.TryPeek(out var first) && first.Key is null)
            first.Asker.Tell(_underWay.Dequeue().Reply, ActorRefs.NoSender);
    }

    // Without a key: who is answered behind those before it.
    private readonly record struct UnderWay(string? Key, IActorRef Asker, object Reply);
}
