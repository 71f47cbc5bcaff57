using Flint.Actors.Journal.Files;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// Decides when what was written is synced, and when those who wait for it hear of it. One sync at a time, on the engine's thread.
/// In <c>always</c> each group waits for a sync that began after it was written, and groups that were written while one ran share the next; in <c>batch</c> a flush starts after so many events
/// or so much time, and groups wait only behind a flush that is slow.
/// </summary>
internal sealed class GroupCommit : IDisposable
{
    // A sync that takes longer holds back the groups behind it: else a power cut could cost without bound in batch, and the file grow without bound in always.
    private static readonly TimeSpan SlowFlush = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LogSettings _settings;
    private readonly TimeProvider _time;
    private readonly SyncThread _thread;
    private readonly FailureLatch _latch;
    private readonly LogMeter _meter;
    private readonly ITimer? _timer;
    private readonly Queue<(long Group, Action<StorageFailedException?> Done)> _held = new();
    private readonly List<(long Group, TaskCompletionSource Done)> _waiters = [];

    private IDataFile _file;
    private long _written;
    private long _synced;
    private bool _isFlushing;
    private long _flushStart;
    private long _waitingEvents;
    private long _firstWaiting;
    private bool _isBusy;
    private long _lastSync;

    public GroupCommit(LogSettings settings, TimeProvider time, SyncThread thread, FailureLatch latch, IDataFile file, long number)
    {
        (_settings, _time, _thread, _latch, _file, _written, _synced) = (settings, time, thread, latch, file, number, number);
        _meter = new LogMeter(settings.Meters, time);
        if (settings.IsBatch)
            _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        latch.OnFailure(Release);
    }

    /// <summary>Whether a group waits for a sync.</summary>
    public bool IsBusy => Volatile.Read(ref _isBusy);

    /// <summary>Whether what gathers should gather on: a group waits for a sync that has been running for a second.</summary>
    public bool IsHeldUp
    {
        get
        {
            if (!IsBusy)
                return false;
            lock (_gate)
                return _settings.IsBatch || IsSlow;
        }
    }

    /// <summary>The number of the last group that was written.</summary>
    public long LastWritten => Volatile.Read(ref _written);

    /// <summary>The number of the last group known to be synced.</summary>
    public long Synced => Volatile.Read(ref _synced);

    /// <summary>When a sync last succeeded, by the wall clock; null if none has.</summary>
    public DateTimeOffset? LastSyncAt => Volatile.Read(ref _lastSync) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Shows the size of the log beside what is known here.</summary>
    public void ShowSize(Func<long> usedBytes) => _meter.Show(usedBytes);

    /// <summary>A group was written: <paramref name="done"/> is called when it is as safe as the mode promises. By the appender.</summary>
    public void Written(long group, int events, Action<StorageFailedException?> done)
    {
        _meter.Written(events);
        lock (_gate)
        {
            _written = group;
            if (_settings.IsBatch)
                CountWaiting(events);
            else if (!_isFlushing)
                StartFlush();
            var waits = !_settings.IsBatch || IsSlow;
            if (waits && _latch.Failure is null)
            {
                // Behind a slow flush the end of that flush is enough; its group need not be in it.
                _held.Enqueue((_settings.IsBatch ? 0 : group, done));
                Volatile.Write(ref _isBusy, true);
                return;
            }
        }
        done(_latch.Failure);
    }

    /// <summary>Completes when all that was written so far is synced.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            var done = WhenSynced(_written);
            if (!done.IsCompleted && !_isFlushing)
                StartFlush();
            return done;
        }
    }

    /// <summary>Completes when that group, which may not be written yet, is synced; it hurries nobody.</summary>
    public Task WhenSyncedAsync(long group)
    {
        lock (_gate)
            return WhenSynced(group);
    }

    /// <summary>What follows is written to another file, and all up to the group is synced.</summary>
    public void SwitchTo(IDataFile file, long synced)
    {
        lock (_gate)
        {
            (_file, _written) = (file, synced);
            MarkSynced(synced);
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _meter.Dispose();
    }

    private bool IsSlow => _isFlushing && _time.GetElapsedTime(_flushStart) >= SlowFlush;

    private void MarkSynced(long group)
    {
        Volatile.Write(ref _synced, group);
        Volatile.Write(ref _lastSync, _time.GetUtcNow().UtcTicks);
    }

    private Task WhenSynced(long group)
    {
        if (_latch.Failure is { } failure)
            return Task.FromException(new StorageFailedException(failure.Message, failure));
        if (_synced >= group)
            return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Add((group, done));
        return done.Task;
    }

    private void CountWaiting(int events)
    {
        if (_waitingEvents == 0)
            _firstWaiting = _time.GetTimestamp();
        // A line that stands for no event waits for its flush too.
        var before = _waitingEvents;
        _waitingEvents += Math.Max(events, 1);
        if (_isFlushing)
            return;
        if (_waitingEvents >= _settings.FlushEveryEvents)
            StartFlush();
        else if (before == 0)
            _timer!.Change(_settings.FlushEvery, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (!_isFlushing && _waitingEvents > 0)
                StartFlush();
        }
    }

    private void StartFlush()
    {
        if (_latch.Failure is not null)
            return;
        _isFlushing = true;
        _flushStart = _time.GetTimestamp();
        _waitingEvents = 0;
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var (file, target) = (_file, _written);
        _thread.Post(() => Flush(file, target));
    }

    private void Flush(IDataFile file, long target)
    {
        // A write may have failed while this waited for its turn: then the descriptor is done with.
        if (_latch.Failure is not null)
            return;
        try
        {
            _meter.Sync(file);
        }
        catch (FileOperationException e)
        {
            _latch.Fail(e);
            return;
        }
        List<Action<StorageFailedException?>> safe = [];
        List<TaskCompletionSource> reached = [];
        lock (_gate)
        {
            if (_latch.Failure is not null)
                return;
            _isFlushing = false;
            MarkSynced(target);
            while (_held.TryPeek(out var held) && held.Group <= target)
                safe.Add(_held.Dequeue().Done);
            Volatile.Write(ref _isBusy, _held.Count > 0);
            foreach (var waiter in _waiters)
            {
                if (waiter.Group <= target)
                    reached.Add(waiter.Done);
            }
            _waiters.RemoveAll(waiter => waiter.Group <= target);
            GoOn();
        }
        // A group that was alone with the disk is followed by the next as soon as its callers hear of it; where there are more, they need the processor for them. In batch nobody waits for a sync.
        _thread.ExpectsWork = !_settings.IsBatch && safe.Count == 1;
        foreach (var done in safe)
            done(null);
        foreach (var done in reached)
            done.SetResult();
    }

    // After a flush: what gathered meanwhile may be due already.
    private void GoOn()
    {
        var waited = _time.GetElapsedTime(_firstWaiting);
        if (_held.Count > 0 || _waiters.Exists(waiter => waiter.Group <= _written) || _waitingEvents >= _settings.FlushEveryEvents || (_waitingEvents > 0 && waited >= _settings.FlushEvery))
            StartFlush();
        else if (_waitingEvents > 0)
            _timer?.Change(_settings.FlushEvery - waited, Timeout.InfiniteTimeSpan);
    }

    private void Release(StorageFailedException failure)
    {
        (long, Action<StorageFailedException?> Done)[] held;
        (long, TaskCompletionSource Done)[] waiters;
        lock (_gate)
        {
            held = [.. _held];
            _held.Clear();
            Volatile.Write(ref _isBusy, false);
            waiters = [.. _waiters];
            _waiters.Clear();
        }
        foreach (var group in held)
            group.Done(failure);
        foreach (var waiter in waiters)
            waiter.Done.SetException(new StorageFailedException(failure.Message, failure));
    }
}
