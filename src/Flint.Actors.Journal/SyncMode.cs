namespace Flint;

/// <summary>When a write counts as done: <see cref="Always"/> or <see cref="Batch"/>.</summary>
public sealed record SyncMode
{
    // What the setting can say, too; timers take little more.
    private static readonly TimeSpan LongestFlush = TimeSpan.FromMilliseconds(int.MaxValue);

    private SyncMode(bool isBatch, int? flushEveryEvents, TimeSpan? flushEvery) =>
        (IsBatch, FlushEveryEvents, FlushEvery) = (isBatch, flushEveryEvents, flushEvery);

    /// <summary>A grant is answered after its event was synced to the disk.</summary>
    public static SyncMode Always { get; } = new(isBatch: false, null, null);

    /// <summary>Whether the background flush makes events durable, not the write.</summary>
    public bool IsBatch { get; }

    /// <summary>How many waiting events start a flush; null: the default of <c>flint.conf</c>.</summary>
    public int? FlushEveryEvents { get; }

    /// <summary>How long after the first waiting event a flush starts; null: the default of <c>flint.conf</c>.</summary>
    public TimeSpan? FlushEvery { get; }

    /// <summary>A grant is answered once the operating system has its event; a flush in the background starts after so many events or so much time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 event, less than 1 ms, or more than 24 days, which no timer keeps.</exception>
    public static SyncMode Batch(int? flushEveryEvents = null, TimeSpan? flushEvery = null)
    {
        if (flushEveryEvents is { } events)
            ArgumentOutOfRangeException.ThrowIfLessThan(events, 1, nameof(flushEveryEvents));
        if (flushEvery is { } every)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(every, TimeSpan.FromMilliseconds(1), nameof(flushEvery));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(every, LongestFlush, nameof(flushEvery));
        }
        return new SyncMode(isBatch: true, flushEveryEvents, flushEvery);
    }
}
