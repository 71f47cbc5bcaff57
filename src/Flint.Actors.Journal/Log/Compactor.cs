using Flint.Actors.Journal.Files;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>What stands behind the generation that is written: how much that is, when it should be compacted, and the compaction, one at a time.</summary>
internal sealed class Compactor : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IDataDirectory _directory;
    private readonly CompactionSettings? _settings;
    private readonly LogFiles _files;
    private readonly LogIndex _index;
    private readonly LogReader _reader;
    private readonly GroupCommit _commit;
    private readonly TimeProvider _time;
    private readonly Func<Action, StorageFailedException?> _orFail;
    private Task _running = Task.CompletedTask;
    private GenerationHeader _current;
    private long _covered;
    private long _closedBytes;
    private int _closed;
    private long _snapshotBytes;
    private long _notBefore;

    /// <param name="directory">Where.</param>
    /// <param name="settings">When compaction is due; null: never by itself.</param>
    /// <param name="log">The log as it was opened.</param>
    /// <param name="files">The files for readers.</param>
    /// <param name="index">The index.</param>
    /// <param name="reader">Reads it.</param>
    /// <param name="commit">Knows what is synced.</param>
    /// <param name="time">The clock.</param>
    /// <param name="orFail">Runs what closes the log for good if it fails.</param>
    public Compactor(IDataDirectory directory, CompactionSettings? settings, OpenedLog log, LogFiles files, LogIndex index, LogReader reader, GroupCommit commit,
        TimeProvider time, Func<Action, StorageFailedException?> orFail)
    {
        (_directory, _settings, _files, _index, _reader, _commit, _time, _orFail) = (directory, settings, files, index, reader, commit, time, orFail);
        (_current, _closedBytes, _closed) = (log.Header, log.ClosedBytes, log.Closed);
        if (log.Snapshot is not { } snapshot)
            return;
        (_covered, _snapshotBytes) = (snapshot.Header.Covered, snapshot.Bytes);
        files.Add(LogFile.OfSnapshot(_covered), directory.Open(LogFileNames.Snapshot, writable: false));
    }

    /// <summary>The header of the generation that is written.</summary>
    public GenerationHeader Current
    {
        get
        {
            lock (_gate)
                return _current;
        }
    }

    /// <summary>The used bytes of the closed generations.</summary>
    public long ClosedBytes => Volatile.Read(ref _closedBytes);

    public long SnapshotBytes => Volatile.Read(ref _snapshotBytes);

    /// <summary>The compaction that was started last.</summary>
    public Task Running => Volatile.Read(ref _running);

    /// <summary>Whether a log of that size should be compacted now.</summary>
    public bool IsDue(long logBytes) => _settings is not null && logBytes >= Volatile.Read(ref _notBefore)
        && _settings.IsDue(logBytes, SnapshotBytes, Volatile.Read(ref _closed) + 1) && Running.IsCompleted;

    /// <summary>The generation that was written is closed. By the appender.</summary>
    public void Rotated(in GenerationHeader current, long closedBytes)
    {
        lock (_gate)
            (_current, _closedBytes, _closed) = (current, _closedBytes + closedBytes, _closed + 1);
    }

    /// <summary>Starts a compaction of everything that is closed.</summary>
    /// <param name="fold">How events become states.</param>
    /// <param name="log">The newest instant the log speaks of, and its size.</param>
    public Task<CompactionReport> RunAsync(ILogFold? fold, Func<(long Newest, long Bytes)> log)
    {
        lock (_gate)
        {
            if (!_running.IsCompleted)
                throw new InvalidOperationException("a compaction is running");
            var run = Task.Factory.StartNew(() => Run(fold, log), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Volatile.Write(ref _running, run);
            return run;
        }
    }

    /// <summary>Has a compaction that runs end soon.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Waits for the compaction that runs.</summary>
    public void Dispose()
    {
        ((IAsyncResult)_running).AsyncWaitHandle.WaitOne();
        _stop.Dispose();
    }

    private CompactionReport Run(ILogFold? fold, Func<(long Newest, long Bytes)> log)
    {
        try
        {
            return Run(fold, log().Newest);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _notBefore, log().Bytes + (_settings?.MinSize ?? 0));
            throw e switch
            {
                FileOperationException => new StorageFailedException($"{e.Message}; the log was not compacted, and goes on", e),
                OperationCanceledException => new StorageFailedException("the log was closed before it was compacted", e),
                _ => e,
            };
        }
    }

    private CompactionReport Run(ILogFold? fold, long newest)
    {
        GenerationHeader following;
        long bytes;
        int closed;
        lock (_gate)
            (following, bytes, closed) = (_current, _closedBytes, _closed);
        var covered = following.Generation - 1;
        if (covered == _covered)
            return new CompactionReport(covered, 0, SnapshotBytes);
        var compaction = new Compaction(_directory, _index, _reader, fold, new Pace(_time, () => _commit.LastWritten, _stop.Token));
        var size = Write(compaction, following, newest);
        if (_orFail(() => Install(compaction, covered)) is { } failure)
            throw failure;
        _stop.Token.ThrowIfCancellationRequested();
        var first = _covered + 1;
        lock (_gate)
            (_covered, _snapshotBytes, _closedBytes, _closed) = (covered, size, _closedBytes - bytes, _closed - closed);
        _files.Retire(file => file.Number < LogFile.OfSnapshot(covered).Number, () => Drop(first, covered));
        return new CompactionReport(covered, bytes, size);
    }

    private long Write(Compaction compaction, in GenerationHeader following, long newest)
    {
        try
        {
            var size = compaction.Write(following, newest);
            // What was deleted meanwhile is not in the new snapshot: the deletion must be as durable as that.
            _commit.WhenSyncedAsync(_index.LastRemoval).WaitAsync(_stop.Token).GetAwaiter().GetResult();
            return size;
        }
        catch
        {
            TryDelete(LogFileNames.NextSnapshot); // it may be what fills the disk
            throw;
        }
    }

    private void Install(Compaction compaction, long covered)
    {
        // The name that is renamed must be durable itself before anything can follow from it.
        _directory.Sync();
        _directory.Rename(LogFileNames.NextSnapshot, LogFileNames.Snapshot);
        _directory.Sync();
        _files.Add(LogFile.OfSnapshot(covered), _directory.Open(LogFileNames.Snapshot, writable: false));
        try
        {
            compaction.Publish(covered);
        }
        catch (OperationCanceledException)
        {
            // The log closes: nobody asks the index any more.
        }
    }

    private void Drop(long first, long last)
    {
        for (var generation = first; generation <= last; generation++)
            TryDelete(LogFileNames.Closed(generation));
    }

    // What stays is dropped by the next opening.
    private void TryDelete(string name)
    {
        try
        {
            _directory.Delete(name);
        }
        catch (FileOperationException)
        {
        }
    }
}
