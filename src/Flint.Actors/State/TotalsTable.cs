using System.Collections.Concurrent;

namespace Flint.State;

/// <summary>Sums by algorithm and template, as one reads them or adds to them. For every thread.</summary>
public sealed class TotalsTable
{
    private readonly ConcurrentDictionary<(Algorithm Algorithm, string? Template), LimitSum> _sums = new();

    /// <summary>The sum that a limit belongs to.</summary>
    public LimitSum Of(LimitConfig config) => Of(config.Terms.Algorithm, config.Template);

    /// <summary>Whether a key has its limit from the template of that pattern.</summary>
    public bool HasLimits(string template) => _sums.Any(sum => sum.Key.Template == template && sum.Value.Counts.Limits > 0);

    /// <summary>Adds what others have summed up.</summary>
    public void Add(TotalsSnapshot totals)
    {
        foreach (var sum in totals.Totals)
            Of(sum.Algorithm, sum.Template).Add(new LimitCounts(sum.Limits, sum.Allowed, sum.Denied, sum.AllowedCost, sum.DeniedCost));
    }

    /// <summary>Adds what another table holds.</summary>
    public void Add(TotalsTable other)
    {
        foreach (var (of, sum) in other._sums)
            Of(of.Algorithm, of.Template).Add(sum.Counts);
    }

    /// <summary>
    /// A key went from one state to another. What it has counted goes with it where its limit goes; where it has none any more, its limit is one less and what it has counted stays.
    /// Several steps may be taken as one unless the key lost its limit between them.
    /// </summary>
    public void Follow(in LimitState before, in LimitState after)
    {
        if (ReferenceEquals(before.Config, after.Config))
        {
            if (after.Config is { } stays)
                Of(stays).Add(LimitCounts.Of(after) - LimitCounts.Of(before));
            return;
        }
        if (before.Config is { } left)
            Of(left).Add(after.Config is null ? new LimitCounts(-1) : default(LimitCounts) - LimitCounts.Of(before));
        if (after.Config is { } taken)
            Of(taken).Add(LimitCounts.Of(after));
    }

    /// <summary>The sums, by algorithm, and by pattern below that; none that says nothing.</summary>
    public TotalsSnapshot ToSnapshot() => new(
    [
        .. _sums.Select(sum => (Of: sum.Key, sum.Value.Counts)).Where(sum => sum.Counts != default)
            .OrderBy(sum => sum.Of.Algorithm).ThenBy(sum => sum.Of.Template, KeyOrder.Comparer)
            .Select(sum => new LimitTotals(
                sum.Of.Algorithm, sum.Of.Template, sum.Counts.Limits, sum.Counts.Allowed, sum.Counts.Denied, sum.Counts.AllowedCost, sum.Counts.DeniedCost)),
    ]);

    private LimitSum Of(Algorithm algorithm, string? template) => _sums.GetOrAdd((algorithm, template), static _ => new LimitSum());
}
