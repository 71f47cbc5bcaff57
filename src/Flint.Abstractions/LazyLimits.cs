namespace Flint;

/// <summary>Limits that a key is given at its first check, where it has none.</summary>
public static class LazyLimits
{
    /// <summary>As <see cref="ILimiter.CheckAsync"/>; a key without a limit is given this one first, in one step, and whoever else configured it goes before.</summary>
    /// <exception cref="FlintException">As <see cref="ILimiter.CheckAsync"/>.</exception>
    public static async ValueTask<CheckResult> CheckAsync(this ILimiter limiter, string key, long cost, LimitTerms otherwise, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(limiter);
        ArgumentNullException.ThrowIfNull(otherwise);
        try
        {
            return await limiter.CheckAsync(key, cost, ct).ConfigureAwait(false);
        }
        catch (LimitNotConfiguredException)
        {
            await limiter.LimitAsync(key, otherwise.Rate, otherwise.Per, otherwise.Algorithm, onlyIfMissing: true, ct).ConfigureAwait(false);
            return await limiter.CheckAsync(key, cost, ct).ConfigureAwait(false);
        }
    }
}
