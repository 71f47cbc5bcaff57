namespace Flint.State;

/// <summary>The sums over all limits, and over those that are gone.</summary>
/// <param name="Totals">By algorithm and template, each once.</param>
public sealed record TotalsSnapshot(IReadOnlyList<LimitTotals> Totals)
{
    /// <inheritdoc/>
    public bool Equals(TotalsSnapshot? other) => other is not null && Totals.SequenceEqual(other.Totals);

    /// <inheritdoc/>
    public override int GetHashCode() => Totals.Count;
}
