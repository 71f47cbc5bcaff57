namespace Flint.Client.Contracts;

/// <summary>The sums over the limits of one algorithm and template.</summary>
/// <param name="Algorithm">The name of the algorithm.</param>
/// <param name="Template">The pattern of the template, or null where the limits were set for their keys.</param>
/// <param name="Limits">How many limits there are.</param>
/// <param name="TotalAllowed">Checks granted.</param>
/// <param name="TotalDenied">Checks denied.</param>
/// <param name="TotalAllowedCost">The sum of the costs granted.</param>
/// <param name="TotalDeniedCost">The sum of the costs denied.</param>
public sealed record TotalsReply(string Algorithm, string? Template, long Limits, long TotalAllowed, long TotalDenied, Int128 TotalAllowedCost, Int128 TotalDeniedCost)
{
    /// <summary>The answer that says what <paramref name="totals"/> says.</summary>
    public static TotalsReply From(LimitTotals totals) => new(
        totals.Algorithm.Name(), totals.Template, totals.Limits, totals.Allowed, totals.Denied, totals.AllowedCost, totals.DeniedCost);

    /// <summary>What the answer says.</summary>
    /// <exception cref="UnknownAlgorithmException">The answer names an algorithm that this version does not know.</exception>
    public LimitTotals ToTotals() => new(AlgorithmNames.Parse(Algorithm), Template, Limits, TotalAllowed, TotalDenied, TotalAllowedCost, TotalDeniedCost);
}
