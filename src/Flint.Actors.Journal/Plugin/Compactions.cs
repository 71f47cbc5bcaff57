using Akka.Actor;
using Akka.Event;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// The compactions of a log, one at a time: those that somebody asked for and those that are due. Who asks while one runs waits for the next, which sees
/// everything written before. Belongs to the journal actor.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="groups">Rotates between two groups.</param>
/// <param name="fold">How events become states; null: lines are copied.</param>
/// <param name="journal">Who is sent <see cref="LogCompacted"/>.</param>
/// <param name="notes">Where a compaction that nobody waits for reports its failure.</param>
internal sealed class Compactions(LogEngine log, CommitQueue groups, Func<ILogFold?> fold, IActorRef journal, ILoggingAdapter notes)
{
    private readonly List<TaskCompletionSource<CompactionReport>> _asked = [];
    private readonly List<TaskCompletionSource<CompactionReport>> _next = [];
    private bool _isRunning;

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
        if (!_isRunning && log.IsCompactionDue)
            Start();
    }

    /// <summary>The one that ran has ended.</summary>
    public void Handle(LogCompacted ended)
    {
        _isRunning = false;
        if (ended.Failure is { } failure && _asked.Count == 0 && log.Failure is null)
            notes.Warning(failure, "{0} could not compact its log, which goes on.", journal.Path.Name);
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
        groups.Rotate(Run);
    }

    private void Run(StorageFailedException? failure)
    {
        try
        {
            (failure is null ? log.CompactAsync(fold()) : Task.FromException<CompactionReport>(failure))
                .PipeTo(journal, ActorRefs.NoSender, report => new LogCompacted(report, null), cause => new LogCompacted(null, cause.InnerException ?? cause));
        }
        catch (InvalidOperationException running)
        {
            // An earlier incarnation of the journal began one that has not ended.
            journal.Tell(new LogCompacted(null, running), ActorRefs.NoSender);
        }
    }
}
