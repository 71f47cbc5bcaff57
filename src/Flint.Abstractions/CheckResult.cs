namespace Flint;

/// <summary>The answer to a check.</summary>
/// <param name="Key">The key that was checked.</param>
/// <param name="Allowed">Whether the cost was granted and charged.</param>
/// <param name="Cost">What was asked for.</param>
/// <param name="Limit">The rate of the key's limit.</param>
/// <param name="Remaining">What can still be spent now, after this check.</param>
/// <param name="ResetAt">When the quota is full again if nobody spends; now if it is full.</param>
/// <param name="RetryAfter">On a denial: how long until this cost passes if nobody else spends, exact to the tick; else null.</param>
/// <param name="Algorithm">How the key's limit counts.</param>
public sealed record CheckResult(
    string Key,
    bool Allowed,
    long Cost,
    long Limit,
    long Remaining,
    DateTimeOffset ResetAt,
    TimeSpan? RetryAfter,
    Algorithm Algorithm);
