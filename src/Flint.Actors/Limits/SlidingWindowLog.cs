namespace Flint.Limits;

/// <summary>
/// The sliding window log: within any span of length <c>per</c>, at most <c>rate</c> is granted, because every spend is remembered until it is <c>per</c> old.
/// Exact up to <see cref="SpendLog.MaxInstants"/> distinct instants; beyond, it remembers slices of the period instead (<see cref="SpendLog"/>):
/// it never admits more for that, and denies at most one slice longer. Only spends forget what is out of date, queries change nothing.
/// </summary>
internal readonly record struct SlidingWindowLog : IStrategy<SlidingWindowLog>
{
    private readonly SpendLog _log;

    private SlidingWindowLog(in SpendLog log) => _log = log;

    /// <inheritdoc/>
    public static SlidingWindowLog Full(in Terms terms, long now) => default;

    /// <summary>Reads back what was exported.</summary>
    /// <exception cref="ArgumentException">The spends are no log: too many, out of order, or not positive.</exception>
    public static SlidingWindowLog Import(SlidingWindowState state) => new(SpendLog.Of(state.Spends));

    public SlidingWindowState Export() => new(_log.ToArray());

    /// <inheritdoc/>
    public long Available(in Terms terms, long now) => Math.Max(0, terms.Rate - _log.SumAfter(now - terms.PerTicks));

    /// <inheritdoc/>
    public SlidingWindowLog Spend(in Terms terms, long at, long cost)
    {
        at = Math.Max(at, _log.Newest);
        var log = _log.After(at - terms.PerTicks);
        cost = Math.Min(cost, long.MaxValue - log.Sum);
        return new SlidingWindowLog(cost == 0 ? log : log.Add(at, cost, SliceOf(terms)));
    }

    /// <inheritdoc/>
    public long ResetAt(in Terms terms, long now) => AvailableAt(terms, terms.Rate, now);

    /// <inheritdoc/>
    public long AvailableAt(in Terms terms, long cost, long now)
    {
        if (Available(terms, now) >= cost)
            return now;
        var excess = _log.Sum - (terms.Rate - cost);
        return Instant.After(_log.InstantThrough(excess), terms.PerTicks);
    }

    /// <inheritdoc/>
    public SlidingWindowLog Reconfigured(in Terms from, in Terms to, long now) =>
        new(_log.After(Math.Max(now, _log.Newest) - from.PerTicks).Compact()); // slices of the old period are no slices of the new one

    // So wide that all slices of a period, the one that is going and the one that is coming, are at most MaxInstants.
    private static long SliceOf(in Terms terms) => (terms.PerTicks + SpendLog.MaxInstants - 2) / (SpendLog.MaxInstants - 1);
}
