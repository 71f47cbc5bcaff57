using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// The append-only log of one data directory. Appending belongs to one thread at a time (the journal actor); reading is free for all.
/// </summary>
public sealed partial class LogEngine : IDisposable
{
    private readonly IDataDirectory _directory;
    private readonly IDirectoryLock _lock;
    private readonly FailureLatch _latch = new();
    private readonly SyncThread _thread;
    private readonly LogFiles _files;
    private readonly LogIndex _index;
    private readonly LogWriter _writer;
    private readonly GroupCommit _commit;
    private readonly LogReader _reader;
    private readonly Compactor _compactor;
    private readonly TimeProvider _time;
    private int _isDisposed;

    private LogEngine(IDataDirectory directory, IDirectoryLock hold, OpenedLog log, LogSettings settings, TimeProvider time)
    {
        (_directory, _lock, _index, _time, Opening) = (directory, hold, log.Index, time, log.Report);
        _files = new LogFiles(directory);
        _files.Add(LogFile.OfGeneration(log.Header.Generation), log.File);
        _writer = new LogWriter(log.File, log.Header, log.Length, log.End);
        _reader = new LogReader(_index, _files, _writer);
        AsOpened = new LogAsOpened(_index, _reader, _writer.WrittenEnd, log.Snapshot?.Header.Covered ?? 0);
        _thread = new SyncThread(directory.Path);
        _commit = new GroupCommit(settings, time, _thread, _latch, log.File, log.End.Number);
        _compactor = new Compactor(directory, settings.Compaction, log, _files, _index, _reader, _commit, time, Try);
        _commit.ShowSize(() => UsedBytes);
    }

    /// <summary>Opens the directory: locks it, validates the log, cuts a torn tail, makes what it found durable.</summary>
    /// <exception cref="DataDirectoryLockedException">Another limiter holds it.</exception>
    /// <exception cref="CorruptStorageException">It holds what no crash can have caused.</exception>
    /// <exception cref="UnsupportedFormatException">It is of another format.</exception>
    /// <exception cref="StorageFailedException">It cannot be read or written.</exception>
    public static LogEngine Open(string directory, LogSettings settings, TimeProvider? time = null, ILogImport? import = null) =>
        Open(new DiskDirectory(directory), settings, time, import);

    /// <summary>As <see cref="Open(string, LogSettings, TimeProvider?, ILogImport?)"/>, over any file layer; the engine disposes it.</summary>
    internal static LogEngine Open(IDataDirectory directory, LogSettings settings, TimeProvider? time = null, ILogImport? import = null)
    {
        IDirectoryLock? hold = null;
        try
        {
            directory.Ensure();
            hold = directory.Lock(LogFileNames.Lock);
            return new LogEngine(directory, hold, LogOpening.Run(directory, !hold.WasHeldBefore, import), settings, time ?? TimeProvider.System);
        }
        catch (Exception e)
        {
            hold?.Dispose();
            directory.Dispose();
            if (e is FileOperationException cause)
                throw FailureLatch.Describe(cause);
            throw;
        }
    }

    /// <summary>What was found, and what was done, when the log was opened.</summary>
    public OpeningReport Opening { get; }

    /// <summary>The newest instant any event ever appended spoke of, in UTC ticks; 0 if none.</summary>
    public long NewestTime => _writer.Newest;

    /// <summary>The size of the log: its used bytes, in all its generations, without what is prewritten.</summary>
    public long UsedBytes => _compactor.ClosedBytes + _writer.WrittenEnd.Offset;

    /// <summary>The size of the snapshot; 0 if there is none.</summary>
    public long SnapshotBytes => _compactor.SnapshotBytes;

    /// <summary>Why nothing is written any more, or null.</summary>
    public StorageFailedException? Failure => _latch.Failure;

    /// <summary>Calls the handler once when the log fails, at once if it has failed already; from any thread.</summary>
    public void OnFailure(Action<StorageFailedException> handler) => _latch.OnFailure(handler);

    /// <summary>Tells a second opener, through the lock file, at which URL this holder serves.</summary>
    /// <exception cref="StorageFailedException">The lock file cannot be written; the log itself is as it was.</exception>
    public void Announce(string serverUrl)
    {
        try
        {
            _lock.Announce(serverUrl);
        }
        catch (FileOperationException e)
        {
            throw new StorageFailedException(e.Message, e);
        }
    }

    // The appender's side: one thread at a time.

    /// <summary>Whether the open group holds lines.</summary>
    public bool HasOpenLines => _writer.OpenBytes > 0;

    /// <summary>How large the open group is, in bytes.</summary>
    public int OpenBytes => _writer.OpenBytes;

    /// <summary>How many events the open group stands for.</summary>
    public int OpenEvents => _writer.OpenEvents;

    /// <summary>Whether a committed group is not yet as safe as the mode promises.</summary>
    public bool IsBusy => _commit.IsBusy;

    /// <summary>Whether the open group should gather on, since a sync is slow: commit when the callback of the last one came.</summary>
    public bool IsHeldUp => _commit.IsHeldUp;

    /// <summary>Adds a line to the open group; the index knows it from now on, readers see it once the group is written.</summary>
    /// <exception cref="StorageFailedException">The log has failed.</exception>
    /// <exception cref="ArgumentException">The record cannot be stored (a lone surrogate, a payload of several lines, no valid time); nothing was added.</exception>
    public void Append(in LogRecord record)
    {
        ThrowIfDisposed();
        _latch.ThrowIfFailed();
        ArgumentOutOfRangeException.ThrowIfNegative(record.Time, nameof(record));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Time, DateTime.MaxValue.Ticks, nameof(record));
        var position = _writer.Append(record, out var length);
        _index.Apply(record, _writer.Number + 1, position, length);
    }

    /// <summary>Closes the open group and writes it in one call; <paramref name="done"/> is called once the group is as safe as the mode promises (null) or
    /// will never be (the failure): inside this call or later from another thread. Groups may be written while those before them are not safe yet, and are done in their order. Never throws for I/O.</summary>
    public void Commit(Action<StorageFailedException?> done)
    {
        ThrowIfDisposed();
        if (_latch.Failure is { } failure)
            done(failure);
        else if (!HasOpenLines)
            done(null);
        else
            WriteOpenGroup(done);
    }

    /// <summary>
    /// Commits the open group, if there is one, and goes on in a new file: the next generation. Waits for the disk (a few syncs);
    /// <paramref name="done"/> is called inside this call, with null once all is durable. Never throws for I/O. Not from a callback of the log.
    /// </summary>
    /// <exception cref="InvalidOperationException"><see cref="IsBusy"/>.</exception>
    public void Rotate(Action<StorageFailedException?> done)
    {
        ThrowIfDisposed();
        if (IsBusy)
            throw new InvalidOperationException("a committed group is not durable yet: rotate when its callback came");
        done(_latch.Failure ?? Try(SwitchGeneration));
    }

    /// <summary>Whether the log has grown so much that it should be compacted. Every thread may ask.</summary>
    public bool IsCompactionDue => _compactor.IsDue(UsedBytes);

    /// <summary>Whether all that was written stands in closed generations and the snapshot: there is nothing to rotate for.</summary>
    public bool IsRotated => !HasOpenLines && _writer.Number < _compactor.Current.First;

    // For every thread.

    /// <summary>
    /// Folds the closed generations into a new snapshot, on a thread of its own, while the log goes on. What is to be folded is rotated away before.
    /// Where it fails before the new snapshot has its name, everything is as it was and the log goes on.
    /// </summary>
    /// <param name="fold">How events become states; null: all lines are copied but for what is deleted.</param>
    /// <exception cref="InvalidOperationException">A compaction is running.</exception>
    /// <exception cref="StorageFailedException">The log has failed, or the disk refused.</exception>
    /// <exception cref="CorruptStorageException">What is to be folded is not what was written.</exception>
    public Task<CompactionReport> CompactAsync(ILogFold? fold = null)
    {
        ThrowIfDisposed();
        return _compactor.RunAsync(fold, () => (_writer.Newest, UsedBytes));
    }

    /// <summary>The compaction that was started last; it may have ended, and have failed. Completed if there was none.</summary>
    public Task Compacting => _compactor.Running;

    /// <summary>Completes once every group written so far is synced; faults with <see cref="StorageFailedException"/>.</summary>
    public Task FlushAsync() => _commit.FlushAsync();

    /// <summary>Closes cleanly: writes what is open, syncs, marks the end, unlocks. After a failure it only unlocks. Not from a callback of the log, unless it has failed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _compactor.Stop();
        if (_latch.Failure is null)
            Try(Close);
        _compactor.Dispose();
        _thread.Dispose();
        _commit.Dispose();
        _files.Dispose();
        _lock.Dispose();
        _directory.Dispose();
    }

    private void WriteOpenGroup(Action<StorageFailedException?> done)
    {
        var events = _writer.OpenEvents;
        var failure = Try(() => _writer.WriteGroup(_commit.Synced));
        if (failure is null)
            _commit.Written(_writer.Number, events, done);
        else
            done(failure);
    }

    private void SyncAll()
    {
        if (HasOpenLines)
            WriteOpenGroup(_ => { });
        _commit.FlushAsync().GetAwaiter().GetResult();
    }

    private void Close()
    {
        SyncAll();
        if (!_writer.HasWritten)
            return;
        _writer.SealEnd();
        _thread.Run(_writer.WriteEnd);
    }

    private void SwitchGeneration()
    {
        SyncAll();
        var header = NewGeneration.HeaderBehind(_directory, _writer.Generation, _writer.SealEnd());
        var length = 0L;
        _thread.Run(() =>
        {
            length = NewGeneration.Write(_directory, header);
            _writer.WriteEnd();
            NewGeneration.Replace(_directory, header.Generation - 1);
        });
        var file = _directory.Open(LogFileNames.Log, writable: true);
        _compactor.Rotated(header, _writer.WrittenEnd.Offset);
        _files.Add(LogFile.OfGeneration(header.Generation), file);
        _writer.SwitchTo(file, header, length);
        _commit.SwitchTo(file, _writer.Number);
    }

    // Whatever goes wrong at the disk closes the log for good.
    private StorageFailedException? Try(Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (FileOperationException e)
        {
            return _latch.Fail(e);
        }
        catch (StorageFailedException e)
        {
            return _latch.Failure ?? e;
        }
        catch (Exception e)
        {
            // The group may be sealed and half on the disk: nothing can follow it, whatever this was.
            return _latch.Fail(new FileOperationException(_directory.Path, "write", e.HResult, e.Message, e));
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
}
