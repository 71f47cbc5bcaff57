using System.Threading.RateLimiting;
using Flint.RateLimiting;

namespace Flint;

/// <summary>
/// The keys of a limiter as a <see cref="PartitionedRateLimiter{TResource}"/>: each resource names the key it is charged to, or several that are charged all or none.
/// Holds nothing for a key, so that it serves any number of them.
/// </summary>
/// <typeparam name="TResource">What is limited, such as <c>HttpContext</c> or <see cref="HttpRequestMessage"/>.</typeparam>
/// <remarks>As <see cref="FlintRateLimiter"/>: take permits with <c>AcquireAsync</c>; <c>AttemptAcquire</c> charges nothing and fails.</remarks>
public sealed class FlintPartitionedRateLimiter<TResource> : PartitionedRateLimiter<TResource>
{
    private readonly PermitCharges _permits;
    private readonly Func<TResource, IReadOnlyList<KeyCharge>> _charges;
    private volatile bool _isDisposed;

    /// <summary>One key a resource.</summary>
    /// <param name="limiter">Who decides; it is not disposed.</param>
    /// <param name="charge">The key of a resource, and what one permit costs.</param>
    /// <param name="time">After how much time policies are looked after again; null: the machine's clock.</param>
    public FlintPartitionedRateLimiter(ILimiter limiter, Func<TResource, KeyCharge> charge, TimeProvider? time = null)
        : this(limiter, One(charge), time)
    {
    }

    /// <summary>Several keys a resource, charged all or none; the framework's own chaining would charge the first ones although a later one refuses.</summary>
    /// <param name="limiter">Who decides; it is not disposed.</param>
    /// <param name="charges">The keys of a resource, and what one permit costs each.</param>
    /// <param name="time">After how much time policies are looked after again; null: the machine's clock.</param>
    public FlintPartitionedRateLimiter(ILimiter limiter, Func<TResource, IReadOnlyList<KeyCharge>> charges, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(limiter);
        ArgumentNullException.ThrowIfNull(charges);
        _permits = new PermitCharges(limiter, time);
        _charges = charges;
    }

    /// <summary>What the keys of the resource have counted since they were first configured, whoever asked. Asks the limiter, and blocks until it has answered; null where it cannot.</summary>
    public override RateLimiterStatistics? GetStatistics(TResource resource)
    {
        ThrowIfDisposed();
        return _permits.Statistics(_charges(resource));
    }

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(TResource resource, int permitCount)
    {
        ThrowIfDisposed();
        return permitCount > 0 ? FlintLease.NotAsked : _permits.AttemptAcquire(_charges(resource), permitCount);
    }

    /// <inheritdoc/>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(TResource resource, int permitCount, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        return _permits.AcquireAsync(_charges(resource), permitCount, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        base.Dispose(disposing);
    }

    private static Func<TResource, IReadOnlyList<KeyCharge>> One(Func<TResource, KeyCharge> charge)
    {
        ArgumentNullException.ThrowIfNull(charge);
        return resource => [charge(resource)];
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}
