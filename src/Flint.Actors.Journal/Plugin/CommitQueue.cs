using System.Runtime.InteropServices;
using Akka.Actor;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// Who waits for which group. One group at most is under way to the disk while the next gathers; requests are answered in the order in which they came.
/// Belongs to the journal actor; only <see cref="OnDone(StorageFailedException?)"/> is called from elsewhere.
/// </summary>
internal sealed class CommitQueue
{
    private readonly LogEngine _log;
    private readonly IActorRef _journal;
    private readonly Action<Pending, Exception?> _answer;
    private readonly Action<StorageFailedException?> _onDone;
    private readonly GroupDone _safe;

    private readonly List<Pending> _readers = [];
    private List<Pending> _inFlight = [];
    private List<Pending> _gathering = [];
    private List<Pending> _answering = [];
    private bool _closeAsked;
    private bool _underWay;
    private Action<StorageFailedException?>? _rotation;
    private int _lastEvents;
    private int _eventsBefore;

    private int _committingThread;
    private bool _isDone;
    private StorageFailedException? _failure;

    /// <param name="log">The log; nobody else appends to it.</param>
    /// <param name="journal">Who is sent <see cref="CloseGroup"/> and <see cref="GroupDone"/>.</param>
    /// <param name="answer">Answers a request: done, or failed for the reason given.</param>
    public CommitQueue(LogEngine log, IActorRef journal, Action<Pending, Exception?> answer)
    {
        (_log, _journal, _answer) = (log, journal, answer);
        _onDone = OnDone;
        _safe = new GroupDone(this, null);
        TakeOver();
    }

    /// <summary>A request whose lines are in the open group. The close stands at least behind what the mailbox holds now; a group under way closes the next itself.</summary>
    public void Add(in Pending request)
    {
        _gathering.Add(request);
        if (!_underWay)
            AskForClose();
    }

    /// <summary>A request that needs no line of its own, and is answered when what stands before it is safe: it may hold only because of that.</summary>
    public void AddBehind(in Pending request)
    {
        if (_log.HasOpenLines)
            _gathering.Add(request);
        else if (_underWay)
            _inFlight.Add(request);
        else
            _answer(request, _log.Failure);
    }

    /// <summary>A request that is answered as soon as the open group can be read.</summary>
    public void AddReader(in Pending request) => _readers.Add(request);

    /// <summary>Goes on in the next generation as soon as no group is under way, then calls <paramref name="done"/>; at once if there is nothing to rotate for.</summary>
    public void Rotate(Action<StorageFailedException?> done)
    {
        _rotation = done;
        if (!_underWay)
            RotateNow();
    }

    /// <summary>Closes the open group unless one is under way.</summary>
    public void Close()
    {
        _closeAsked = false;
        if (_underWay)
            return;
        Commit();
        AnswerDone();
    }

    /// <summary>The group under way is done.</summary>
    public void Handle(GroupDone done)
    {
        if (!ReferenceEquals(done.Owner, this))
            return;
        if (_inFlight.Count == 0 && _log.IsBusy)
        {
            TakeOver();
            return;
        }
        (_isDone, _failure) = (true, done.Failure);
        AnswerDone();
    }

    /// <summary>Fails everyone who waits.</summary>
    public void FailAll(StorageFailedException cause)
    {
        AnswerAll(_inFlight, cause);
        AnswerAll(_gathering, cause);
        AnswerAll(_readers, cause);
    }

    private void AskForClose()
    {
        if (_closeAsked)
            return;
        _closeAsked = true;
        // Where events lately came together, more of them are on their way: the close goes once around through the thread pool, behind the actors and callers
        // that are ready to run. A lone caller does not wait for that, and nobody for a timer.
        if (_lastEvents > 1 || _eventsBefore > 1)
            ThreadPool.UnsafeQueueUserWorkItem(static journal => journal.Tell(CloseGroup.Instance, ActorRefs.NoSender), _journal, preferLocal: false);
        else
            _journal.Tell(CloseGroup.Instance, ActorRefs.NoSender);
    }

    private void Commit()
    {
        if (!_log.HasOpenLines)
            return;
        (_inFlight, _gathering) = (_gathering, _inFlight);
        (_eventsBefore, _lastEvents) = (_lastEvents, _log.OpenEvents);
        _underWay = true;
        _committingThread = Environment.CurrentManagedThreadId;
        _log.Commit(_onDone);
        _committingThread = 0;
        AnswerAll(_readers, _log.Failure);
    }

    /// <summary>Comes inside <see cref="Commit"/>, in the journal's turn and on its thread, or later from the log's thread.</summary>
    private void OnDone(StorageFailedException? failure)
    {
        if (_committingThread == Environment.CurrentManagedThreadId)
            (_isDone, _failure) = (true, failure);
        else
            _journal.Tell(failure is null ? _safe : new GroupDone(this, failure), ActorRefs.NoSender);
    }

    /// <summary>Answers the group that is done. The next one, if it has lines, is sent to the disk first: it becomes durable while these answers are given.</summary>
    private void AnswerDone()
    {
        while (_isDone)
        {
            (_isDone, _underWay) = (false, false);
            if (_failure is not null)
            {
                FailAll(_failure);
                return;
            }
            (_answering, _inFlight) = (_inFlight, _answering);
            if (_rotation is null)
                Commit();
            AnswerAll(_answering, null);
            if (_rotation is not null)
                RotateNow();
        }
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

    /// <summary>What an earlier incarnation of the journal left: a group under way is waited for, one that gathers is closed. Those who asked were answered.</summary>
    private void TakeOver()
    {
        if (_log.IsBusy)
        {
            _underWay = true;
            _log.FlushAsync().PipeTo(_journal, ActorRefs.NoSender, () => _safe, _ => new GroupDone(this, _log.Failure));
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
