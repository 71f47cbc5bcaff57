using System.Threading.RateLimiting;
using Flint.RateLimiting;

namespace Flint;

/// <summary>
/// A key of a limiter, or several that are charged all or none, as a <see cref="RateLimiter"/>: for Polly, for handlers of outgoing calls, for the framework's middleware.
/// </summary>
/// <remarks>
/// Take permits with <see cref="RateLimiter.AcquireAsync"/>. <see cref="RateLimiter.AttemptAcquire"/> charges nothing and fails, since a check is asynchronous: whoever tries it first, as the
/// framework's middleware does, is charged once. Nothing is queued: an answer comes at once. No permits are a probe: acquired if one permit would be granted now.
/// Errors of the limiter are thrown as <see cref="FlintException"/>. Disposing neither deletes the key nor gives anything back, and leaves the limiter open.
/// </remarks>
public sealed class FlintRateLimiter : RateLimiter
{
    private readonly PermitCharges _permits;
    private readonly IReadOnlyList<KeyCharge> _charges;
    private readonly TimeProvider _time;
    private long _lastUsed;
    private int _asking;
    private volatile bool _isDisposed;

    /// <summary>One key.</summary>
    /// <param name="limiter">Who decides; it is not disposed.</param>
    /// <param name="charge">The key and what one permit costs; converts from a string.</param>
    /// <param name="time">The clock of <see cref="IdleDuration"/>; null: the machine's.</param>
    public FlintRateLimiter(ILimiter limiter, KeyCharge charge, TimeProvider? time = null)
        : this(limiter, [charge], time)
    {
    }

    /// <summary>Several keys, each charged by every permit, all or none.</summary>
    /// <param name="limiter">Who decides; it is not disposed.</param>
    /// <param name="charges">The keys and what one permit costs each.</param>
    /// <param name="time">The clock of <see cref="IdleDuration"/>; null: the machine's.</param>
    public FlintRateLimiter(ILimiter limiter, IReadOnlyList<KeyCharge> charges, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(limiter);
        LimitRules.RequireItems([.. (charges ?? []).Select(charge => new CheckItem(charge.Key, charge.Cost))]);
        _time = time ?? TimeProvider.System;
        _permits = new PermitCharges(limiter, _time);
        _charges = [.. charges!];
        _lastUsed = _time.GetTimestamp();
    }

    /// <summary>How long nobody has asked; null while somebody does.</summary>
    public override TimeSpan? IdleDuration =>
        Volatile.Read(ref _asking) > 0 ? null : _time.GetElapsedTime(Volatile.Read(ref _lastUsed));

    /// <summary>What the keys have counted since they were first configured, whoever asked. Asks the limiter, and blocks until it has answered; null where it cannot.</summary>
    public override RateLimiterStatistics? GetStatistics()
    {
        ThrowIfDisposed();
        return _permits.Statistics(_charges);
    }

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        ThrowIfDisposed();
        Volatile.Write(ref _lastUsed, _time.GetTimestamp());
        return _permits.AttemptAcquire(_charges, permitCount);
    }

    /// <inheritdoc/>
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        Interlocked.Increment(ref _asking);
        try
        {
            return await _permits.AcquireAsync(_charges, permitCount, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _lastUsed, _time.GetTimestamp());
            Interlocked.Decrement(ref _asking);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
