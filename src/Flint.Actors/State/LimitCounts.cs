namespace Flint.State;

/// <summary>How many limits there are and what they have counted; or by how much that grows or, below zero, shrinks.</summary>
/// <param name="Limits">Limits.</param>
/// <param name="Allowed">Checks granted.</param>
/// <param name="Denied">Checks denied.</param>
/// <param name="AllowedCost">The sum of the costs granted.</param>
/// <param name="DeniedCost">The sum of the costs denied.</param>
public readonly record struct LimitCounts(long Limits, long Allowed = 0, long Denied = 0, Int128 AllowedCost = default, Int128 DeniedCost = default)
{
    /// <summary>What a limit that stands in this state has counted.</summary>
    public static LimitCounts Of(in LimitState state) => new(1, state.TotalAllowed, state.TotalDenied, state.TotalAllowedCost, state.TotalDeniedCost);

    /// <summary>Both together.</summary>
    public static LimitCounts operator +(in LimitCounts a, in LimitCounts b) => new(
        a.Limits + b.Limits, a.Allowed + b.Allowed, a.Denied + b.Denied, a.AllowedCost + b.AllowedCost, a.DeniedCost + b.DeniedCost);

    /// <summary>What <paramref name="a"/> is more than <paramref name="b"/>.</summary>
    public static LimitCounts operator -(in LimitCounts a, in LimitCounts b) => new(
        a.Limits - b.Limits, a.Allowed - b.Allowed, a.Denied - b.Denied, a.AllowedCost - b.AllowedCost, a.DeniedCost - b.DeniedCost);
}
