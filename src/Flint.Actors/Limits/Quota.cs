namespace Flint.Limits;

/// <summary>
/// What one key has left, whatever its algorithm: an immutable value, of which a copy is a snapshot. Exact to the tick and the unit: whole ticks, 128-bit products,
/// no floating point. Instants are UTC ticks, and a key's never go back. Questions change nothing, and only spends make storage grow.
/// Equal quotas answer every question alike for ever, given the same terms.
/// </summary>
/// <remarks>
/// The terms are the key's configuration and not kept here: give the ones the quota was made or last reconfigured for.
/// One of the three states is in use; the others stay default.
/// </remarks>
public struct Quota : IEquatable<Quota>
{
    private TokenBucket _bucket;
    private SlidingWindowLog _log;
    private FixedWindowCounter _window;

    private Quota(in TokenBucket bucket) => _bucket = bucket;

    private Quota(in SlidingWindowLog log) => _log = log;

    private Quota(in FixedWindowCounter window) => _window = window;

    public static bool operator ==(in Quota left, in Quota right) => left.Equals(right);

    public static bool operator !=(in Quota left, in Quota right) => !left.Equals(right);

    /// <summary>A quota of which nothing is spent.</summary>
    public static Quota Full(in Terms terms, long now)
    {
        now = Instant.Clamp(now);
        return terms.Algorithm switch
        {
            Algorithm.TokenBucket => new Quota(TokenBucket.Full(terms, now)),
            Algorithm.SlidingWindowLog => new Quota(SlidingWindowLog.Full(terms, now)),
            Algorithm.FixedWindowCounter => new Quota(FixedWindowCounter.Full(terms, now)),
            _ => throw Unknown(terms),
        };
    }

    /// <summary>Reads back what <see cref="Export"/> gave for the same terms.</summary>
    /// <exception cref="ArgumentException">The state is of another algorithm, or none that these terms can lead to.</exception>
    public static Quota Import(in Terms terms, QuotaState state) => (terms.Algorithm, state) switch
    {
        (Algorithm.TokenBucket, TokenBucketState bucket) => new Quota(TokenBucket.Import(terms, bucket)),
        (Algorithm.SlidingWindowLog, SlidingWindowState log) => new Quota(SlidingWindowLog.Import(log)),
        (Algorithm.FixedWindowCounter, FixedWindowState window) => new Quota(FixedWindowCounter.Import(window)),
        _ => throw new ArgumentException($"{state} is no state of {terms}", nameof(state)),
    };

    /// <summary>The state as plain numbers, exactly.</summary>
    public readonly QuotaState Export(in Terms terms) => terms.Algorithm switch
    {
        Algorithm.TokenBucket => _bucket.Export(),
        Algorithm.SlidingWindowLog => _log.Export(),
        Algorithm.FixedWindowCounter => _window.Export(),
        _ => throw Unknown(terms),
    };

    /// <summary>The whole units that may be spent now: never below 0, never above the rate.</summary>
    public readonly long Available(in Terms terms, long now)
    {
        now = Instant.Clamp(now);
        return terms.Algorithm switch
        {
            Algorithm.TokenBucket => _bucket.Available(terms, now),
            Algorithm.SlidingWindowLog => _log.Available(terms, now),
            Algorithm.FixedWindowCounter => _window.Available(terms, now),
            _ => throw Unknown(terms),
        };
    }

    /// <summary>
    /// The quota with <paramref name="cost"/> charged at an instant, whether or not that much was available: what is charged above it is debt that is worked off like every spend.
    /// A cost below 1 charges nothing. A window's sum ends at <see cref="long.MaxValue"/>, a bucket's debt at five times the largest capacity there can be.
    /// </summary>
    public readonly Quota Spend(in Terms terms, long at, long cost)
    {
        var left = this;
        left.Charge(terms, at, cost);
        return left;
    }

    /// <summary>Makes of the quota what <see cref="Spend"/> gives.</summary>
    internal void Charge(in Terms terms, long at, long cost)
    {
        if (cost < 1)
            return;
        at = Instant.Clamp(at);
        switch (terms.Algorithm)
        {
            case Algorithm.TokenBucket:
                _bucket = _bucket.Spend(terms, at, cost);
                break;
            case Algorithm.SlidingWindowLog:
                _log = _log.Spend(terms, at, cost);
                break;
            case Algorithm.FixedWindowCounter:
                _window = _window.Spend(terms, at, cost);
                break;
            default:
                throw Unknown(terms);
        }
    }

    /// <summary>The first tick, from now on, at which the quota is full if nobody spends; now if it is full.</summary>
    public readonly long ResetAt(in Terms terms, long now)
    {
        now = Instant.Clamp(now);
        return terms.Algorithm switch
        {
            Algorithm.TokenBucket => _bucket.ResetAt(terms, now),
            Algorithm.SlidingWindowLog => _log.ResetAt(terms, now),
            Algorithm.FixedWindowCounter => _window.ResetAt(terms, now),
            _ => throw Unknown(terms),
        };
    }

    /// <summary>
    /// The first tick, from now on, at which <paramref name="cost"/> is available if nobody spends.
    /// For a cost above the rate, which never is, the last instant of <see cref="DateTimeOffset"/>.
    /// </summary>
    public readonly long AvailableAt(in Terms terms, long cost, long now)
    {
        now = Instant.Clamp(now);
        if (cost < 1)
            return now;
        if (cost > terms.Rate)
            return Instant.Last;
        return terms.Algorithm switch
        {
            Algorithm.TokenBucket => _bucket.AvailableAt(terms, cost, now),
            Algorithm.SlidingWindowLog => _log.AvailableAt(terms, cost, now),
            Algorithm.FixedWindowCounter => _window.AvailableAt(terms, cost, now),
            _ => throw Unknown(terms),
        };
    }

    /// <summary>
    /// The quota under new terms. The same algorithm: a bucket keeps its tokens and their fraction, capped at the new rate; windows keep the spends that still counted,
    /// which now count for the new period. Another algorithm: what was unavailable becomes one spend now, capped at the new rate. The same terms: the same quota.
    /// </summary>
    public readonly Quota Reconfigured(in Terms from, in Terms to, long now)
    {
        if (from == to)
            return this;
        now = Instant.Clamp(now);
        if (from.Algorithm != to.Algorithm)
            return Full(to, now).Spend(to, now, Math.Min(from.Rate - Available(from, now), to.Rate));
        return to.Algorithm switch
        {
            Algorithm.TokenBucket => new Quota(_bucket.Reconfigured(from, to, now)),
            Algorithm.SlidingWindowLog => new Quota(_log.Reconfigured(from, to, now)),
            Algorithm.FixedWindowCounter => new Quota(_window.Reconfigured(from, to, now)),
            _ => throw Unknown(to),
        };
    }

    public readonly bool Equals(Quota other) => _bucket == other._bucket && _log == other._log && _window == other._window;

    public readonly override bool Equals(object? obj) => obj is Quota other && Equals(other);

    public readonly override int GetHashCode() => HashCode.Combine(_bucket, _log, _window);

    private static UnknownAlgorithmException Unknown(in Terms terms) => new(terms.Algorithm.ToString());
}
