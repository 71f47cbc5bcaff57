using Flint.State;

namespace Flint.Actors;

/// <summary>What keys have counted since the limiter was opened: some tables side by side, so that keys of one template do not wait for each other.</summary>
/// <param name="count">How many tables.</param>
internal sealed class LiveTotals(int count)
{
    private readonly TotalsTable[] _tables = [.. Enumerable.Range(0, count).Select(_ => new TotalsTable())];

    /// <summary>Where the key is counted.</summary>
    public TotalsTable Of(string key) => _tables[(uint)key.GetHashCode(StringComparison.Ordinal) % (uint)_tables.Length];

    /// <summary>The sums as they are now, over what they were when the limiter was opened.</summary>
    public TotalsSnapshot Since(TotalsTable opening)
    {
        var sums = new TotalsTable();
        sums.Add(opening);
        foreach (var table in _tables)
            sums.Add(table);
        return sums.ToSnapshot();
    }
}
