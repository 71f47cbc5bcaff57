namespace Flint.Actors;

/// <summary>
/// One coarse sweep over all promises: fails those that wait longer than the request timeout, forgets those that were abandoned.
/// Time is counted in sweeps, so that renting a promise reads no clock.
/// </summary>
internal sealed class ReplySweep : IDisposable
{
    private const int SweepsPerTimeout = 30;

    // What a timer can do.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;
    private readonly List<ISweepable> _promises = [];
    private long _now;
    private bool _isClosed;

    public ReplySweep(TimeProvider time, TimeSpan timeout)
    {
        _timeout = timeout;
        var every = timeout / SweepsPerTimeout;
        if (every < Shortest)
            every = Shortest;
        _timer = time.CreateTimer(static self => ((ReplySweep)self!).Tick(), this, every, every);
    }

    /// <summary>The number of sweeps so far.</summary>
    public long Now => Volatile.Read(ref _now);

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

    private void Tick() => Sweep(Interlocked.Increment(ref _now) - SweepsPerTimeout - 1);

    private void Sweep(long oldest)
    {
        lock (_lock)
            _promises.RemoveAll(p => !p.Sweep(oldest, _timeout));
    }
}
