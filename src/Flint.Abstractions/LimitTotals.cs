namespace Flint;

/// <summary>
/// The limits of one algorithm and template, and what they have counted. What a limit has counted goes with it to another algorithm or template; what one has
/// counted that is gone stays in the sums.
/// </summary>
/// <param name="Algorithm">How the limits count.</param>
/// <param name="Template">The pattern of the template they were taken from; null: they were set for their keys.</param>
/// <param name="Limits">How many there are.</param>
/// <param name="Allowed">Checks granted.</param>
/// <param name="Denied">Checks denied.</param>
/// <param name="AllowedCost">The sum of the costs granted.</param>
/// <param name="DeniedCost">The sum of the costs denied.</param>
public sealed record LimitTotals(Algorithm Algorithm, string? Template, long Limits, long Allowed, long Denied, Int128 AllowedCost, Int128 DeniedCost)
{
    /// <summary>Adds up limits that are all there is to know of: by algorithm, since a status names no template.</summary>
    public static async ValueTask<IReadOnlyList<LimitTotals>> OfAsync(IAsyncEnumerable<LimitStatus> limits, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var sums = new SortedDictionary<Algorithm, LimitTotals>();
        await foreach (var status in limits.WithCancellation(ct).ConfigureAwait(false))
        {
            var sum = sums.GetValueOrDefault(status.Algorithm, new LimitTotals(status.Algorithm, null, 0, 0, 0, 0, 0));
            sums[status.Algorithm] = sum with
            {
                Limits = sum.Limits + 1,
                Allowed = sum.Allowed + status.TotalAllowed,
                Denied = sum.Denied + status.TotalDenied,
                AllowedCost = sum.AllowedCost + status.TotalAllowedCost,
                DeniedCost = sum.DeniedCost + status.TotalDeniedCost,
            };
        }
        return [.. sums.Values];
    }
}
