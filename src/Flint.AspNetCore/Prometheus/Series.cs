namespace Flint.AspNetCore.Prometheus;

/// <summary>One labelled row of numbers: a key, or several that are told as one.</summary>
/// <param name="Key">Its label, or null where it has none.</param>
/// <param name="Algorithm">How it counts.</param>
/// <param name="Limits">How many limits it tells of.</param>
/// <param name="Rate">The rate; null where there are several, as with every null here.</param>
/// <param name="PerMillis">The period.</param>
/// <param name="Remaining">What can be spent now; null where keys are not told of.</param>
/// <param name="ResetAt">When the last of them is full again.</param>
/// <param name="Allowed">Checks granted.</param>
/// <param name="Denied">Checks denied.</param>
/// <param name="AllowedCost">Their cost.</param>
/// <param name="DeniedCost">Their cost.</param>
internal sealed record Series(
    string? Key,
    Algorithm Algorithm,
    long Limits,
    long? Rate,
    long? PerMillis,
    Int128? Remaining,
    DateTimeOffset? ResetAt,
    Int128 Allowed,
    Int128 Denied,
    Int128 AllowedCost,
    Int128 DeniedCost)
{
    /// <summary>Of a limit, under its label.</summary>
    public static Series Of(LimitStatus status, string? label) => new(
        label,
        status.Algorithm,
        1,
        status.Rate,
        status.Per.Ticks / TimeSpan.TicksPerMillisecond,
        status.Remaining,
        status.ResetAt,
        status.TotalAllowed,
        status.TotalDenied,
        status.TotalAllowedCost,
        status.TotalDeniedCost);

    /// <summary>Of limits that were summed up.</summary>
    public static Series Of(LimitTotals totals) => new(
        null,
        totals.Algorithm,
        totals.Limits,
        null,
        null,
        null,
        null,
        totals.Allowed,
        totals.Denied,
        totals.AllowedCost,
        totals.DeniedCost);

    /// <summary>Both as one.</summary>
    public Series And(Series other) => this with
    {
        Limits = Limits + other.Limits,
        Rate = null,
        PerMillis = null,
        Remaining = Remaining + other.Remaining,
        ResetAt = ResetAt > other.ResetAt ? ResetAt : other.ResetAt,
        Allowed = Allowed + other.Allowed,
        Denied = Denied + other.Denied,
        AllowedCost = AllowedCost + other.AllowedCost,
        DeniedCost = DeniedCost + other.DeniedCost,
    };
}
