using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>
/// A log that is driven as the journal drives it, on a disk that is looked at after every call that changed it. What is appended goes into a model too.
/// </summary>
internal sealed class LogLife : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(50);

    private readonly List<CrashMoment> _moments;
    private readonly bool _isBatch;
    private readonly LogWitness _witness;
    private LogEngine? _engine;
    private List<Task<StorageFailedException?>>? _behind; // committed while a sync is under way
    private volatile int _durable;
    private volatile int _done;
    private bool _hasOpenLines;

    /// <param name="disk">Where.</param>
    /// <param name="isBatch">Whether a background flush makes groups durable.</param>
    /// <param name="start">What the disk holds.</param>
    /// <param name="moments">Takes every moment at which it may crash.</param>
    public LogLife(MemoryDisk disk, bool isBatch, LogModel start, List<CrashMoment> moments)
    {
        (Disk, _isBatch, Model, _moments, _witness) = (disk, isBatch, start, moments, new LogWitness(start));
        Disk.Changed = call => Look(call.ToString());
    }

    public MemoryDisk Disk { get; }

    public LogModel Model { get; }

    /// <summary>How it stands: what must be there after a crash now, and what may.</summary>
    public CrashMoment Now => new("now", Disk.Crash(), _witness, _durable, _done, _witness.Issued);

    /// <summary>Called when a group is acknowledged, before anybody can act on it.</summary>
    public Action? Acknowledged { get; set; }

    public LogEngine Engine => _engine ?? throw new InvalidOperationException("the log is not open");

    public void Open()
    {
        _engine = OpenEngine(Disk, _isBatch);
        Look("opening");
    }

    /// <summary>Opens a log as campaigns do: nothing happens by itself.</summary>
    public static LogEngine OpenEngine(MemoryDisk disk, bool isBatch) =>
        LogEngine.Open(disk.Open(), new LogSettings(isBatch, int.MaxValue, TimeSpan.FromHours(1)), StoppedClock.Instance, new LimitImport(Contents.HistoryKeep));

    /// <summary>Adds a line to the open group.</summary>
    public void Append(in LogRecord line)
    {
        Engine.Append(line);
        Model.Apply(line);
        _hasOpenLines = true;
    }

    /// <summary>Commits the open group, and waits until it is as safe as the mode promises.</summary>
    public void Commit()
    {
        Issue();
        var done = Call(Engine.Commit, () => Acknowledged?.Invoke());
        if (_behind is not null)
        {
            _behind.Add(done);
            return;
        }
        Wait(done);
        _done = _witness.Issued;
        if (!_isBatch)
            _durable = _done;
        Look("commit");
    }

    /// <summary>In <c>always</c>: commits the open group, and has others committed while its sync is under way; they share the next.</summary>
    public void Commit(Action others)
    {
        Issue();
        var first = _witness.Issued;
        using var hold = Disk.Hold = new SyncHold();
        try
        {
            var done = Call(Engine.Commit, () => Acknowledged?.Invoke());
            hold.WaitForSync();
            _behind = [];
            others();
            hold.LetOne();
            Wait(done);
            _durable = _done = first;
            Look("commit");
            // They are not to be answered by that sync; if they were, they must not be lost now.
            if (!SpinWait.SpinUntil(() => hold.HasSync || _behind.TrueForAll(group => group.IsCompleted), Patience))
                throw new TimeoutException("the others are not synced");
            if (!hold.HasSync)
                _durable = _done = _witness.Issued;
            Look("answers to the others");
            hold.Dispose();
            _behind.ForEach(Wait);
        }
        finally
        {
            (_behind, Disk.Hold) = (null, null);
            hold.WaitForHeld();
        }
        _durable = _done = _witness.Issued;
        Look("commit of the others");
    }

    public void Flush() => Flush(static () => { });

    /// <summary>Flushes, and does something while the flush is under way.</summary>
    public void Flush(Action meanwhile)
    {
        var issued = _witness.Issued;
        using var hold = Disk.Hold = new SyncHold();
        try
        {
            var flush = Engine.FlushAsync();
            if (!flush.IsCompleted)
            {
                hold.WaitForSync();
                meanwhile();
            }
            hold.Dispose();
            Wait(flush);
        }
        finally
        {
            Disk.Hold = null;
            hold.WaitForHeld();
        }
        _durable = Math.Max(_durable, issued);
        Look("flush");
    }

    /// <summary>Goes on in a new generation; an open group is committed.</summary>
    public void Rotate()
    {
        Issue();
        Wait(Call(Engine.Rotate, static () => { }));
        _durable = _done = _witness.Issued;
        Look("rotation");
    }

    /// <summary>Compacts, and does something before the call of that number that the compaction makes.</summary>
    /// <returns>Whether the compaction succeeded.</returns>
    public bool Compact(int at, Action meanwhile)
    {
        if (!Engine.IsRotated)
            Rotate();
        var calls = 0;
        Disk.Before = (operation, file) =>
        {
            if (IsOfCompaction(operation, file) && Interlocked.Increment(ref calls) == at)
                meanwhile();
        };
        var compaction = Engine.CompactAsync(new LimitFold(Contents.HistoryKeep));
        // It may wait for what was deleted meanwhile to be synced, and hurries nobody.
        if (_isBatch && !((IAsyncResult)compaction).AsyncWaitHandle.WaitOne(AMoment))
            Flush();
        var failure = ((IAsyncResult)compaction).AsyncWaitHandle.WaitOne(Patience) ? compaction.Exception?.InnerException : new TimeoutException("a compaction did not end");
        Disk.Before = null;
        if (failure is not (null or StorageFailedException))
            throw new InvalidOperationException($"a compaction failed: {failure.Message}", failure);
        if (Engine.Failure is { } end)
            throw end;
        Look("compaction");
        return failure is null;
    }

    /// <summary>Compares what the living log says with what it was given.</summary>
    public void Compare()
    {
        if (Contents.Of(Engine) != Model.Text())
            throw new InvalidOperationException("an open log does not hold what it was given");
    }

    /// <summary>Closes it cleanly.</summary>
    public void Close()
    {
        var engine = Engine;
        engine.Dispose();
        _engine = null;
        if (engine.Failure is { } failure)
            throw failure;
        _durable = _done = _witness.Issued;
        Look("close");
    }

    /// <summary>After a failure nothing is written, synced or renamed any more, not even to say goodbye.</summary>
    public void StaysSilent(Action<string> otherwise)
    {
        if (_engine is not { } engine)
            return;
        if (engine.Failure is null)
            otherwise("a call of the log failed, and the log goes on");
        var calls = Disk.Calls.Count;
        try
        {
            engine.Append(new LogRecord { Kind = RecordKind.EventsDeleted, PersistenceId = "other/after", SequenceNr = 1 });
            otherwise("a failed log takes lines");
        }
        catch (StorageFailedException)
        {
        }
        engine.Commit(failure =>
        {
            if (failure is null)
                otherwise("a failed log acknowledges");
        });
        if (engine.FlushAsync() is not { IsFaulted: true })
            otherwise("a failed log flushes");
        engine.Dispose();
        if (Disk.Calls.Count > calls)
            otherwise($"a failed log goes on with {Disk.Calls[calls]}");
    }

    /// <summary>Its end without a goodbye. What a dead process still does is not looked at.</summary>
    public void Dispose()
    {
        (Disk.Changed, Disk.Before) = (null, null);
        _engine?.Dispose();
    }

    // The calls that none but a compaction makes.
    private static bool IsOfCompaction(string operation, string file) =>
        file.StartsWith(LogFileNames.Snapshot, StringComparison.Ordinal) && operation is "create" or "write" or "sync" or "rename"
        || operation == "delete";

    private void Issue()
    {
        if (_hasOpenLines)
            _witness.Add(Model);
        _hasOpenLines = false;
    }

    private void Look(string after)
    {
        // Mostly under the disk's lock: that comes first.
        var moment = Now with { After = after };
        lock (_moments)
            _moments.Add(moment);
    }

    private static Task<StorageFailedException?> Call(Action<Action<StorageFailedException?>> commit, Action acknowledged)
    {
        var done = new TaskCompletionSource<StorageFailedException?>(TaskCreationOptions.RunContinuationsAsynchronously);
        commit(failure =>
        {
            if (failure is null)
                acknowledged();
            done.SetResult(failure);
        });
        return done.Task;
    }

    private static void Wait(Task task)
    {
        if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Patience))
            throw new TimeoutException("the log does not answer");
        task.GetAwaiter().GetResult();
        if (task is Task<StorageFailedException?> { Result: { } failure })
            throw failure;
    }
}
