using System.Threading.RateLimiting;

namespace Flint.RateLimiting;

/// <summary>Permits of System.Threading.RateLimiting as charges of keys: what the limiter of one request and the partitioned one have in common.</summary>
internal sealed class PermitCharges(ILimiter limiter, TimeProvider? time)
{
    private readonly LimitGate _gate = new(limiter, time);

    /// <summary>Takes the permits of every key or none; 0 permits: says whether there is one, and takes none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The permits are more than a key could ever grant.</exception>
    public async ValueTask<RateLimitLease> AcquireAsync(IReadOnlyList<KeyCharge> charges, int permitCount, CancellationToken ct)
    {
        try
        {
            return FlintLease.Of(permitCount switch
            {
                0 => await _gate.PeekAsync(charges, ct).ConfigureAwait(false),
                1 => await _gate.ChargeAsync(charges, ct).ConfigureAwait(false),
                _ => await _gate.ChargeAsync(Times(charges, permitCount), ct).ConfigureAwait(false),
            });
        }
        catch (InvalidCostException e) when (permitCount > 0 && charges.All(charge => charge.Cost > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(permitCount), permitCount, e.Message);
        }
    }

    /// <summary>As the framework has it, without waiting for an answer: 0 permits are a peek, which blocks until it is answered; more charge nothing and fail.</summary>
    public RateLimitLease AttemptAcquire(IReadOnlyList<KeyCharge> charges, int permitCount)
    {
        if (permitCount > 0)
            return FlintLease.NotAsked;
        var peek = AcquireAsync(charges, permitCount, CancellationToken.None);
        return peek.IsCompletedSuccessfully ? peek.Result : peek.AsTask().GetAwaiter().GetResult();
    }

    /// <summary>What the keys have counted since they were first configured, whoever asked: they are durable. Null where they cannot be asked, or a key has no limit.</summary>
    public RateLimiterStatistics? Statistics(IReadOnlyList<KeyCharge> charges)
    {
        try
        {
            var statistics = StatisticsAsync(charges);
            return statistics.IsCompletedSuccessfully ? statistics.Result : statistics.AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is FlintException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async ValueTask<RateLimiterStatistics?> StatisticsAsync(IReadOnlyList<KeyCharge> charges)
    {
        var (available, granted, denied) = (long.MaxValue, long.MaxValue, 0L);
        foreach (var charge in LimitGate.EachKeyOnce(charges))
        {
            if (await limiter.StatusAsync(charge.Key).ConfigureAwait(false) is not { } status)
                return null;
            available = Math.Min(available, status.Remaining / Math.Max(1, charge.Cost));
            granted = Math.Min(granted, status.TotalAllowed); // a grant is counted at every key,
            denied += status.TotalDenied; // a denial at the key that refused
        }
        return new RateLimiterStatistics
        {
            CurrentAvailablePermits = available,
            TotalSuccessfulLeases = granted,
            TotalFailedLeases = denied,
        };
    }

    private static KeyCharge[] Times(IReadOnlyList<KeyCharge> charges, int permitCount)
    {
        var times = new KeyCharge[charges.Count];
        for (var i = 0; i < times.Length; i++)
            times[i] = charges[i] with { Cost = (long)Int128.Min((Int128)charges[i].Cost * permitCount, long.MaxValue) };
        return times;
    }
}
