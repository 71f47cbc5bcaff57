namespace Flint.AspNetCore.Tests.Support;

/// <summary>Keeps no totals: they are added up from all keys.</summary>
internal sealed class OnlyListed(ILimiter limiter) : ForwardingLimiter(limiter)
{
    public override ValueTask<IReadOnlyList<LimitTotals>> TotalsAsync(CancellationToken ct = default) => LimitTotals.OfAsync(ListAsync(ct: ct), ct);
}
