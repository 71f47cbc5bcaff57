using Akka.Actor;
using Flint.Messages;
using Flint.State;

namespace Flint.Actors;

/// <summary>
/// What a key gathers for one line of its log: entries, and who is answered once the line is as safe as the mode promises.
/// </summary>
internal sealed class LimitBatch
{
    private const int MostEntries = 128;
    private const int MostKept = 1024;

    private readonly List<LimitEntry> _entries = [];
    private readonly List<(IActorRef To, object Reply)> _replies = [];

    /// <summary>Whether there is something to write.</summary>
    public bool HasEntries => _entries.Count > 0;

    /// <summary>Whether it holds as much as one line should: everybody waits while a line is encoded, and parts of check_alls come by the thousand.</summary>
    public bool IsFull => _entries.Count >= MostEntries;

    /// <summary>Whether a stall has made it larger than what is worth to be kept for the next.</summary>
    public bool IsLarge => _entries.Capacity > MostKept || _replies.Capacity > MostKept;

    /// <summary>Whether somebody waits for the write: it starts as soon as the journal has taken the one before.</summary>
    public bool IsUrgent { get; private set; }

    /// <summary>Whether the key's limit is removed in it.</summary>
    public bool HasRemoval { get; private set; }

    /// <summary>The snapshot that is due with it: what is gathered from then on is not in it.</summary>
    public LimitSnapshot? Due { get; set; }

    /// <summary>The one that was handed over after it.</summary>
    public LimitBatch? Next { get; set; }

    /// <summary>Adds an entry; a denial joins the run it continues.</summary>
    public void Add(in LimitEntry entry)
    {
        HasRemoval |= entry.Kind == EntryKind.Removed;
        if (entry.Kind == EntryKind.Deny && _entries.Count > 0 && _entries[^1] is { Kind: EntryKind.Deny } run)
            _entries[^1] = run.JoinedBy(entry);
        else
            Append(entry);
    }

    /// <summary>The write starts as soon as the journal has taken the one before.</summary>
    public void MakeUrgent() => IsUrgent = true;

    /// <summary>Answers after the write, which starts as soon as the journal has taken the one before.</summary>
    public void ReplyUrgently(IActorRef to, object reply)
    {
        IsUrgent = true;
        _replies.Add((to, reply));
    }

    /// <summary>Answers after the write, whenever that comes.</summary>
    public void ReplyLater(IActorRef to, object reply) => _replies.Add((to, reply));

    /// <summary>The event of all entries.</summary>
    public LimitEvents ToEvents() => new([.. _entries]);

    /// <summary>The write is done: answers everyone, and starts anew.</summary>
    public void Answer()
    {
        foreach (var (to, reply) in _replies)
            to.Tell(reply, ActorRefs.NoSender);
        Clear();
    }

    /// <summary>The write will never be done: everyone gets the error, the coordinator its parts back.</summary>
    public void Fail(Exception cause)
    {
        var failure = Answers.Failure(cause);
        foreach (var (to, reply) in _replies)
            to.Tell(reply switch { PartCommitted part => Lost(part), KeyAnswers parts => Lost(parts), _ => failure }, ActorRefs.NoSender);
        Clear();
    }

    private static PartLost Lost(PartCommitted part) => new(part.Transaction, part.Index);

    private static KeyAnswers Lost(KeyAnswers parts) => new([.. parts.Answers.Cast<PartCommitted>().Select(Lost)]);

    // Most lines have one entry: most batches keep room for one, and not for the four that a list begins with.
    private void Append(in LimitEntry entry)
    {
        if (_entries.Capacity == 0)
            _entries.Capacity = 1;
        _entries.Add(entry);
    }

    private void Clear()
    {
        _entries.Clear();
        _replies.Clear();
        (IsUrgent, HasRemoval) = (false, false);
    }
}
