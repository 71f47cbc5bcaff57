namespace Flint;

/// <summary>A configured limit, what is left of it, and what it has counted since it was first configured.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rate">How much may be spent in <paramref name="Per"/>.</param>
/// <param name="Per">The period, in whole milliseconds.</param>
/// <param name="Algorithm">How the limit counts.</param>
/// <param name="Remaining">What can be spent now.</param>
/// <param name="ResetAt">When the quota is full again if nobody spends; now if it is full.</param>
/// <param name="TotalAllowed">Checks granted.</param>
/// <param name="TotalDenied">Checks denied.</param>
/// <param name="TotalAllowedCost">The sum of the costs granted.</param>
/// <param name="TotalDeniedCost">The sum of the costs denied.</param>
/// <param name="LastAllowedAt">When a check was last granted, or null.</param>
/// <param name="LastDeniedAt">When a check was last denied, or null.</param>
/// <param name="LastResetAt">When the quota was last reset by hand, or null.</param>
public sealed record LimitStatus(
    string Key,
    long Rate,
    TimeSpan Per,
    Algorithm Algorithm,
    long Remaining,
    DateTimeOffset ResetAt,
    long TotalAllowed,
    long TotalDenied,
    long TotalAllowedCost,
    long TotalDeniedCost,
    DateTimeOffset? LastAllowedAt,
    DateTimeOffset? LastDeniedAt,
    DateTimeOffset? LastResetAt);
