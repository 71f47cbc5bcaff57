namespace Flint.Actors;

/// <summary>
/// One coarse sweep over all promises: fails those that wait longer than the request timeout, forgets those that were abandoned.
/// Time is counted in sweeps, so that renting a promise reads no clock, and a process that stood still makes nobody's request old at once.
/// A clock that was injected is read instead: after a leap the ticks that it owes may come late and all together, and must not age what was asked in between.
/// </summary>
internal sealed class ReplySweep : IDisposable
{
    private const int SweepsPerTimeout = 30;

    // What a timer can do.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider? _injected;
    private readonly TimeSpan _timeout;
    private readonly long _longestWait; // in sweeps, or in timestamps of the injected clock
    private readonly ITimer _timer;
    private readonly List<ISweepable> _promises = [];
    private long _sweeps;
    private bool _isClosed;

    public ReplySweep(TimeProvider time, TimeSpan timeout)
    {
        _timeout = timeout;
        _injected = time == TimeProvider.System ? null : time;
        _longestWait = 1 + (_injected is null ? SweepsPerTimeout : (long)(timeout.TotalSeconds * time.TimestampFrequency));
        var every = timeout / SweepsPerTimeout;
        if (every < Shortest)
            every = Shortest;
        _timer = time.CreateTimer(static self => ((ReplySweep)self!).Tick(), this, every, every);
    }

    /// <summary>The time, for a promise that is rented now.</summary>
    public long Now => _injected?.GetTimestamp() ?? Volatile.Read(ref _sweeps);

    public void Add(ISweepable promise)
    {
        lock (_lock)
            _promises.Add(promise);
    }

    /// <summary>Whether nobody will answer any more.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Nobody will answer any more: fails every promise that waits.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Volatile.Write(ref _isClosed, true);
        Sweep(long.MaxValue);
    }

    private void Tick()
    {
        Interlocked.Increment(ref _sweeps);
        Sweep(Now - _longestWait);
    }

    private void Sweep(long oldest)
    {
        lock (_lock)
            _promises.RemoveAll(p => !p.Sweep(oldest, _timeout));
    }
}
