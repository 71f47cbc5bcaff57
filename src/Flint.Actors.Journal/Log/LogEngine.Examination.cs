namespace Flint.Actors.Journal.Log;

/// <content>What can be told of an open log as a whole: its health, and what it was when it was opened.</content>
public sealed partial class LogEngine
{
    /// <summary>What the log held when it was opened.</summary>
    public LogAsOpened AsOpened { get; }

    /// <summary>When a sync last succeeded; null if none was asked for since the log was opened.</summary>
    public DateTimeOffset? LastSyncAt => _commit.LastSyncAt;

    /// <summary>
    /// Reads the files from the disk and judges them, as somebody who opens the directory would, while the log goes on. It steps aside for writers, and its memory is bounded.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    /// <exception cref="StorageFailedException">The directory cannot be read.</exception>
    public LogExamination Examine(CancellationToken ct)
    {
        ThrowIfDisposed();
        var pace = new Pace(_time, () => _commit.LastWritten, ct);
        var look = LogLook.Take(_directory, static () => null, import: null, pace, isWritten: Failure is null);
        return new LogExamination(look.Findings, null, prefix => _index.PersistenceIds(prefix), id => _reader.View(id, pace), look);
    }
}
