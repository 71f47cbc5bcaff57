namespace Flint.Actors.Journal.Log;

/// <summary>
/// Keeps long work from standing in the way of short: while groups are being written it stops every so often for a moment. A thread of low priority would not do:
/// the garbage collector, and everyone behind a lock, would wait for it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="written">The number of the last group that was written.</param>
/// <param name="stop">The work is not wanted any more.</param>
internal sealed class Pace(TimeProvider time, Func<long> written, CancellationToken stop)
{
    // A fifth of one processor beside a busy log: about 50 MB of log in a second.
    private static readonly TimeSpan Stretch = TimeSpan.FromMicroseconds(250);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>The work is not wanted any more.</summary>
    public CancellationToken Stop => stop;

    private long _since = time.GetTimestamp();
    private long _written = written();

    /// <summary>Whether groups were written since the rest before the last: the work takes no second processor then.</summary>
    public bool IsBesideWrites { get; private set; }

    /// <summary>Called between two pieces of work, each much shorter than a stretch.</summary>
    /// <exception cref="OperationCanceledException">The work is not wanted any more.</exception>
    public void Rest()
    {
        stop.ThrowIfCancellationRequested();
        if (time.GetElapsedTime(_since) < Stretch)
            return;
        IsBesideWrites = written() is var now && now != _written;
        if (IsBesideWrites)
        {
            _written = now;
            stop.WaitHandle.WaitOne(Moment);
        }
        _since = time.GetTimestamp();
    }
}
