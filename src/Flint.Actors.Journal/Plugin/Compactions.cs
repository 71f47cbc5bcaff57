using Akka.Actor;
using Akka.Event;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// The compactions of a log, one at a time: those that somebody asked for and those that are due. Who asks while one runs waits for the next, which sees
/// everything written before. Belongs to the journal actor.
/// </summary>
internal sealed class Compactions
{
    private readonly LogEngine _log;
    private readonly CommitQueue _groups;
    private readonly Func<ILogFold?> _fold;
    private readonly IActorRef _journal;
    private readonly ILoggingAdapter _notes;
    private readonly List<TaskCompletionSource<CompactionReport>> _asked = [];
    private readonly List<TaskCompletionSource<CompactionReport>> _next = [];
    private bool _isRunning;

    /// <param name="log">The log.</param>
    /// <param name="groups">Rotates when none is under way.</param>
    /// <param name="fold">How events become states; null: lines are copied.</param>
    /// <param name="journal">Who is sent <see cref="LogCompacted"/>.</param>
    /// <param name="notes">Where a compaction that nobody waits for reports its failure.</param>
    public Compactions(LogEngine log, CommitQueue groups, Func<ILogFold?> fold, IActorRef journal, ILoggingAdapter notes)
    {
        (_log, _groups, _fold, _journal, _notes) = (log, groups, fold, journal, notes);
        TakeOver();
    }

    /// <summary>Somebody asks.</summary>
    public void Ask(CompactLog request)
    {
        _next.Add(request.Done);
        if (!_isRunning)
            Start();
    }

    /// <summary>Starts one if the log has grown enough.</summary>
    public void StartIfDue()
    {
        if (!_isRunning && _log.IsCompactionDue)
            Start();
    }

    /// <summary>The one that ran has ended.</summary>
    public void Handle(LogCompacted ended)
    {
        if (!ReferenceEquals(ended.Owner, this))
            return;
        _isRunning = false;
        if (ended.Failure is { } failure && _asked.Count == 0 && _log.Failure is null)
            _notes.Warning(failure, "{0} could not compact its log, which goes on.", _journal.Path.Name);
        foreach (var done in _asked)
        {
            if (ended.Failure is null)
                done.TrySetResult(ended.Report!);
            else
                done.TrySetException(ended.Failure);
        }
        _asked.Clear();
        if (_next.Count > 0)
            Start();
    }

    /// <summary>Fails everyone who waits.</summary>
    public void FailAll(Exception cause)
    {
        foreach (var done in _asked.Concat(_next))
            done.TrySetException(cause);
        _asked.Clear();
        _next.Clear();
    }

    private void Start()
    {
        _isRunning = true;
        _asked.AddRange(_next);
        _next.Clear();
        _groups.Rotate(Run);
    }

    private void Run(StorageFailedException? failure)
    {
        try
        {
            (failure is null ? _log.CompactAsync(_fold()) : Task.FromException<CompactionReport>(failure))
                .PipeTo(_journal, ActorRefs.NoSender, report => new LogCompacted(this, report, null), cause => new LogCompacted(this, null, cause));
        }
        catch (InvalidOperationException running)
        {
            // Somebody has the log itself compact.
            _journal.Tell(new LogCompacted(this, null, running), ActorRefs.NoSender);
        }
    }

    /// <summary>One that an earlier incarnation of the journal began is waited for. Those who asked for it were answered.</summary>
    private void TakeOver()
    {
        if (_log.Compacting.IsCompleted)
            return;
        _isRunning = true;
        _log.Compacting.PipeTo(_journal, ActorRefs.NoSender, () => new LogCompacted(this, null, null), cause => new LogCompacted(this, null, cause));
    }
}
