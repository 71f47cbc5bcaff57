namespace Flint.Actors.Journal.Log;

/// <summary>
/// Keeps long work from standing in the way of short: every so often it offers its processor to whoever waits for one. A thread of low priority would not do:
/// the garbage collector, and everyone behind a lock, would wait for it.
/// </summary>
internal sealed class Pace(TimeProvider time, CancellationToken stop)
{
    private static readonly TimeSpan Stretch = TimeSpan.FromMicroseconds(100);

    private long _since = time.GetTimestamp();

    /// <summary>Called between two pieces of work, each much shorter than a stretch.</summary>
    /// <exception cref="OperationCanceledException">The work is not wanted any more.</exception>
    public void Rest()
    {
        stop.ThrowIfCancellationRequested();
        if (time.GetElapsedTime(_since) < Stretch)
            return;
        Thread.Yield();
        _since = time.GetTimestamp();
    }
}
