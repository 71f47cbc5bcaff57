using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Persistence;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// Who waits for which group. A group is written as soon as what the mailbox holds is in it, also while those before it are on their way to the disk; requests are answered in the order in
/// which they came. Belongs to the journal actor; only <see cref="OnDone(StorageFailedException?)"/> is called from elsewhere.
/// </summary>
internal sealed class CommitQueue
{
    // What a stall has grown is given back.
    private const int SparesKept = 4;
    private const int LargestKept = 1024;

    private readonly LogEngine _log;
    private readonly IActorRef _journal;
    private readonly Action<Pending, Exception?> _answer;
    private readonly Action<StorageFailedException?> _onDone;
    private readonly GroupsDone _safe;

    private readonly List<Pending> _readers = [];
    private readonly Queue<List<Pending>> _underWay = new();
    private readonly Stack<List<Pending>> _spare = new();
    private List<Pending> _newest = []; // of those under way
    private List<Pending> _gathering = [];
    private bool _closeAsked;
    private Action<StorageFailedException?>? _rotation;
    private int _lastEvents;
    private int _eventsBefore;

    private int _committingThread;
    private int _done; // of those under way, the oldest
    private int _newlyDone; // told by the log, and not yet heard of
    private StorageFailedException? _failure;

    /// <param name="log">The log; nobody else appends to it.</param>
    /// <param name="journal">Who is sent <see cref="CloseGroup"/> and <see cref="GroupsDone"/>.</param>
    /// <param name="answer">Answers a request: done, or failed for the reason given.</param>
    public CommitQueue(LogEngine log, IActorRef journal, Action<Pending, Exception?> answer)
    {
        (_log, _journal, _answer) = (log, journal, answer);
        _onDone = OnDone;
        _safe = new GroupsDone(this, null);
        TakeOver();
    }

    // A rotation waits until nothing is under way; who is done writes what gathered meanwhile.
    private bool MayCommit => _rotation is null && !_log.IsHeldUp;

    /// <summary>A request whose lines are in the open group. The close stands at least behind what the mailbox holds now.</summary>
    public void Add(in Pending request)
    {
        _gathering.Add(request);
        if (MayCommit)
            AskForClose();
    }

    /// <summary>A request that needs no line of its own, and is answered when what stands before it is safe: it may hold only because of that.</summary>
    public void AddBehind(Pending request)
    {
        var (isGathering, isUnderWay) = (_log.HasOpenLines, _underWay.Count > 0);
        if (isGathering || isUnderWay)
            Take(ref request);
        if (isGathering)
            _gathering.Add(request);
        else if (isUnderWay)
            _newest.Add(request);
        else
            _answer(request, _log.Failure);
    }

    /// <summary>A request that is answered as soon as the open group can be read.</summary>
    public void AddReader(in Pending request) => _readers.Add(request);

    /// <summary>Goes on in the next generation as soon as no group is under way, then calls <paramref name="done"/>; at once if there is nothing to rotate for.</summary>
    public void Rotate(Action<StorageFailedException?> done)
    {
        _rotation = done;
        if (_underWay.Count == 0)
            RotateNow();
    }

    /// <summary>Closes the open group, unless it has to gather on.</summary>
    public void Close()
    {
        _closeAsked = false;
        if (MayCommit)
            Commit();
        AnswerDone();
    }

    /// <summary>The oldest of the groups under way are done.</summary>
    public void Handle(GroupsDone done)
    {
        if (!ReferenceEquals(done.Owner, this))
            return;
        _failure ??= done.Failure;
        AnswerDone();
    }

    /// <summary>Fails everyone who waits.</summary>
    public void FailAll(StorageFailedException cause)
    {
        foreach (var group in _underWay)
            AnswerAll(group, cause);
        AnswerAll(_gathering, cause);
        AnswerAll(_readers, cause);
    }

    private void AskForClose()
    {
        if (_closeAsked)
            return;
        _closeAsked = true;
        // Where events lately came together, or a sync is waited for anyway, more of them are on their way: the close goes once around through the thread pool, behind the actors and callers
        // that are ready to run. A lone caller does not wait for that, and nobody for a timer.
        if (_lastEvents > 1 || _eventsBefore > 1 || _underWay.Count > 0)
            ThreadPool.UnsafeQueueUserWorkItem(static journal => journal.Tell(CloseGroup.Instance, ActorRefs.NoSender), _journal, preferLocal: false);
        else
            _journal.Tell(CloseGroup.Instance, ActorRefs.NoSender);
    }

    private void Commit()
    {
        if (!_log.HasOpenLines)
            return;
        (_newest, _gathering) = (_gathering, _spare.TryPop(out var spare) ? spare : []);
        _underWay.Enqueue(_newest);
        (_eventsBefore, _lastEvents) = (_lastEvents, _log.OpenEvents);
        var before = _done;
        _committingThread = Environment.CurrentManagedThreadId;
        _log.Commit(_onDone);
        _committingThread = 0;
        if (_done == before && _failure is null)
        {
            foreach (ref var request in CollectionsMarshal.AsSpan(_newest))
                Take(ref request);
        }
        AnswerAll(_readers, _log.Failure);
    }

    // Whoever wrote may write on while this is on its way to the disk: what comes meanwhile shares the next sync. Whose write has failed may not.
    private void Take(ref Pending request)
    {
        if (request is not { Request: WriteMessages write, Failure: null, IsTaken: false })
            return;
        WriteAnswers.Take(write, _journal);
        request.IsTaken = true;
    }

    /// <summary>Comes inside <see cref="Commit"/>, in the journal's turn and on its thread, or later from the log's thread; for one group after the other.</summary>
    private void OnDone(StorageFailedException? failure)
    {
        var isInside = _committingThread == Environment.CurrentManagedThreadId;
        if (isInside && failure is null)
            _done++;
        else if (isInside)
            _failure ??= failure;
        else if (failure is not null)
            _journal.Tell(new GroupsDone(this, failure), ActorRefs.NoSender);
        else if (Interlocked.Increment(ref _newlyDone) == 1)
            _journal.Tell(_safe, ActorRefs.NoSender);
    }

    /// <summary>Answers the groups that are done. What has gathered is sent to the disk first: it becomes durable while these answers are given.</summary>
    private void AnswerDone()
    {
        _done += Interlocked.Exchange(ref _newlyDone, 0); // whose message may stand behind a write that is about to fail
        if (_done > 0 && MayCommit)
            Commit();
        for (; _done > 0; _done--)
        {
            var group = _underWay.Dequeue();
            AnswerAll(group, null);
            if (_spare.Count < SparesKept && group.Capacity <= LargestKept)
                _spare.Push(group);
        }
        if (_failure is not null)
            FailAll(_failure);
        else if (_rotation is not null && _underWay.Count == 0)
            RotateNow();
    }

    // The open group becomes the last of its generation; the rotation has synced it when it ends.
    private void RotateNow()
    {
        var done = _rotation!;
        _rotation = null;
        StorageFailedException? failure = null;
        if (!_log.IsRotated)
            _log.Rotate(cause => failure = cause);
        AnswerAll(_readers, failure);
        AnswerAll(_gathering, failure);
        done(failure);
    }

    /// <summary>What an earlier incarnation of the journal left: groups under way are waited for as one, one that gathers is closed. Those who asked were answered.</summary>
    private void TakeOver()
    {
        if (_log.IsBusy)
        {
            _underWay.Enqueue(_newest);
            _log.FlushAsync().ContinueWith(flushed => OnDone(flushed.IsFaulted ? _log.Failure : null), TaskContinuationOptions.ExecuteSynchronously);
        }
        else if (_log.HasOpenLines)
        {
            AskForClose();
        }
    }

    private void AnswerAll(List<Pending> requests, StorageFailedException? failure)
    {
        foreach (ref readonly var request in CollectionsMarshal.AsSpan(requests))
            _answer(request, failure);
        requests.Clear();
    }
}
