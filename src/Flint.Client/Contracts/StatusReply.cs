using System.Text.Json.Serialization;
using Flint.Client.Json;

namespace Flint.Client.Contracts;

/// <summary>A configured limit, what is left of it, and what it has counted.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rate">How much may be spent in a period.</param>
/// <param name="PerMillis">The period, in milliseconds.</param>
/// <param name="Algorithm">The name of the limit's algorithm.</param>
/// <param name="Remaining">What can be spent now.</param>
/// <param name="ResetAt">When the quota is full again, rounded up to the microsecond.</param>
/// <param name="TotalAllowed">Checks granted.</param>
/// <param name="TotalDenied">Checks denied.</param>
/// <param name="TotalAllowedCost">The sum of the costs granted.</param>
/// <param name="TotalDeniedCost">The sum of the costs denied.</param>
/// <param name="LastAllowedAt">When a check was last granted, cut to the microsecond, or null.</param>
/// <param name="LastDeniedAt">When a check was last denied, likewise.</param>
/// <param name="LastResetAt">When the quota was last reset by hand, likewise.</param>
public sealed record StatusReply(
    string Key,
    long Rate,
    long PerMillis,
    string Algorithm,
    long Remaining,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset ResetAt,
    long TotalAllowed,
    long TotalDenied,
    long TotalAllowedCost,
    long TotalDeniedCost,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastAllowedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastDeniedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastResetAt)
{
    /// <summary>The answer that says what <paramref name="status"/> says.</summary>
    public static StatusReply From(LimitStatus status) => new(
        status.Key,
        status.Rate,
        Rounding.UpToMillisecond(status.Per),
        status.Algorithm.Name(),
        status.Remaining,
        Rounding.UpToMicrosecond(status.ResetAt),
        status.TotalAllowed,
        status.TotalDenied,
        status.TotalAllowedCost,
        status.TotalDeniedCost,
        status.LastAllowedAt,
        status.LastDeniedAt,
        status.LastResetAt);

    /// <summary>What the answer says, to the precision of the wire.</summary>
    /// <exception cref="UnknownAlgorithmException">The answer names an algorithm that this version does not know.</exception>
    public LimitStatus ToStatus() => new(
        Key,
        Rate,
        TimeSpan.FromMilliseconds(PerMillis),
        AlgorithmNames.Parse(Algorithm),
        Remaining,
        ResetAt,
        TotalAllowed,
        TotalDenied,
        TotalAllowedCost,
        TotalDeniedCost,
        LastAllowedAt,
        LastDeniedAt,
        LastResetAt);
}
