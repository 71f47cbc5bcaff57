namespace Flint.Limits;

/// <summary>
/// The fixed window counter, with windows that start with a spend instead of standing on the grid of the clock: no key's window ends when everybody's does.
/// </summary>
/// <param name="Start">When the last window started, inclusive; it ends <c>per</c> later, exclusive.</param>
/// <param name="Used">What was spent in it; 0 if there never was one.</param>
internal readonly record struct FixedWindowCounter(long Start, long Used) : IStrategy<FixedWindowCounter>
{
    /// <inheritdoc/>
    public static FixedWindowCounter Full(in Terms terms, long now) => default;

    /// <summary>Reads back what was exported.</summary>
    /// <exception cref="ArgumentException">No window can have these numbers.</exception>
    public static FixedWindowCounter Import(FixedWindowState state)
    {
        if (state.Used < 0 || state.Start != Instant.Clamp(state.Start))
            throw new ArgumentException($"{state} is no state of a fixed window", nameof(state));
        return new FixedWindowCounter(state.Start, state.Used);
    }

    public FixedWindowState Export() => new(Start, Used);

    /// <inheritdoc/>
    public long Available(in Terms terms, long now) => IsOpen(terms, now) ? Math.Max(0, terms.Rate - Used) : terms.Rate;

    /// <inheritdoc/>
    public FixedWindowCounter Spend(in Terms terms, long at, long cost) =>
        IsOpen(terms, at) ? this with { Used = Used + Math.Min(cost, long.MaxValue - Used) } : new FixedWindowCounter(at, cost);

    /// <inheritdoc/>
    public long ResetAt(in Terms terms, long now) => IsOpen(terms, now) ? Instant.After(Start, terms.PerTicks) : now;

    /// <inheritdoc/>
    public long AvailableAt(in Terms terms, long cost, long now) => Available(terms, now) >= cost ? now : ResetAt(terms, now);

    /// <inheritdoc/>
    public FixedWindowCounter Reconfigured(in Terms from, in Terms to, long now) => IsOpen(from, now) ? this : default; // a longer period must not reopen what has ended

    private bool IsOpen(in Terms terms, long now) => Used > 0 && now < Start + terms.PerTicks;
}
