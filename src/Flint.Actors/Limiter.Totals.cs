namespace Flint;

/// <content>What is asked of all limits together.</content>
public sealed partial class Limiter
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LimitStatus>> TopAsync(TopBy by = TopBy.Denied, int limit = 20, CancellationToken ct = default)
    {
        if (!Enum.IsDefined(by))
            throw new UnsupportedTopSelectorException(by.ToString());
        LimitRules.RequireCount(limit);
        return await _listing.TopAsync(by, limit, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LimitTotals>> TotalsAsync(CancellationToken ct = default)
    {
        if (_totals is null)
            return await LimitTotals.OfAsync(ListAsync(ct: ct), ct).ConfigureAwait(false);
        await _listing.BeginAsync(ct).ConfigureAwait(false);
        return _context.Totals.Since(await _totals.ReadAsync().WaitAsync(ct).ConfigureAwait(false)).Totals;
    }
}
