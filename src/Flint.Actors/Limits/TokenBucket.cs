namespace Flint.Limits;

/// <summary>
/// The token bucket (Turner's "leaky bucket as a meter"; ATM Forum's GCRA in another guise): it holds <c>rate</c> tokens and refills continuously at <c>rate / per</c>.
/// Levels are in tokens times the ticks of the period: a tick then refills exactly <c>rate</c>, and nothing is ever rounded.
/// </summary>
/// <param name="Level">What the bucket held at <paramref name="At"/>, at most its capacity; below zero is debt.</param>
/// <param name="At">The instant of the last spend.</param>
internal readonly record struct TokenBucket(Int128 Level, long At) : IStrategy<TokenBucket>
{
    // Debt ends here, five times the largest capacity there can be, and 10^10 times the largest that configuration accepts: sums stay far from overflow.
    private static readonly Int128 Bottom = -(Int128.One << 125);

    /// <inheritdoc/>
    public static TokenBucket Full(in Terms terms, long now) => new(Capacity(terms), now);

    /// <summary>Reads back what was exported.</summary>
    /// <exception cref="ArgumentException">No bucket of these terms can have this level.</exception>
    public static TokenBucket Import(in Terms terms, TokenBucketState state)
    {
        if (state.Level < Bottom || state.Level > Capacity(terms) || state.At != Instant.Clamp(state.At))
            throw new ArgumentException($"{state} is no state of {terms}", nameof(state));
        return new TokenBucket(state.Level, state.At);
    }

    public TokenBucketState Export() => new(Level, At);

    /// <inheritdoc/>
    public long Available(in Terms terms, long now)
    {
        var level = LevelAt(terms, now);
        return level <= 0 ? 0 : (long)(level / terms.PerTicks);
    }

    /// <inheritdoc/>
    public TokenBucket Spend(in Terms terms, long at, long cost) =>
        new(Int128.Max(LevelAt(terms, at) - Math.BigMul(cost, terms.PerTicks), Bottom), Math.Max(at, At));

    /// <inheritdoc/>
    public long ResetAt(in Terms terms, long now) => ReachedAt(terms, Capacity(terms), now);

    /// <inheritdoc/>
    public long AvailableAt(in Terms terms, long cost, long now) => ReachedAt(terms, Math.BigMul(cost, terms.PerTicks), now);

    /// <inheritdoc/>
    public TokenBucket Reconfigured(in Terms from, in Terms to, long now)
    {
        // Whole tokens and the fraction of one are converted apart: level * per would not fit.
        var level = LevelAt(from, now);
        var (tokens, fraction) = Int128.DivRem(level, from.PerTicks);
        if (fraction < 0)
            (tokens, fraction) = (tokens - 1, fraction + from.PerTicks);

        if (tokens >= to.Rate)
            level = Capacity(to);
        else if (tokens < Bottom / to.PerTicks)
            level = Bottom;
        else
            level = (tokens * to.PerTicks) + (fraction * to.PerTicks / from.PerTicks);
        return new TokenBucket(level, Math.Max(now, At));
    }

    private static Int128 Capacity(in Terms terms) => Math.BigMul(terms.Rate, terms.PerTicks);

    private Int128 LevelAt(in Terms terms, long now) =>
        now <= At ? Level : Int128.Min(Level + Math.BigMul(now - At, terms.Rate), Capacity(terms));

    private long ReachedAt(in Terms terms, Int128 level, long now)
    {
        if (LevelAt(terms, now) >= level)
            return now;
        var missing = level - Level;
        return Instant.After(At, (missing + terms.Rate - 1) / terms.Rate);
    }
}
