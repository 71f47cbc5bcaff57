namespace Flint.AspNetCore.Prometheus;

/// <summary>One series for each label and algorithm.</summary>
internal sealed class Sums : IMetricSource
{
    private readonly SortedDictionary<(string? Label, Algorithm Algorithm), Series> _series = new(Comparer<(string? Label, Algorithm Algorithm)>.Create(
        (a, b) => KeyOrder.Compare(a.Label, b.Label) is var order and not 0 ? order : string.CompareOrdinal(a.Algorithm.Name(), b.Algorithm.Name())));

    private Sums()
    {
    }

    /// <summary>Adds up every limit under its label.</summary>
    public static async Task<Sums> ReadAsync(ILimiter limiter, Func<string, string> label, CancellationToken ct)
    {
        var sums = new Sums();
        await foreach (var status in limiter.ListAsync(ct: ct).ConfigureAwait(false))
            sums.Add(Series.Of(status, label(status.Key)));
        return sums;
    }

    /// <summary>Adds up what a limiter has summed up, under no label.</summary>
    public static Sums Of(IReadOnlyList<LimitTotals> totals)
    {
        var sums = new Sums();
        foreach (var sum in totals)
            sums.Add(Series.Of(sum));
        return sums;
    }

    public IAsyncEnumerable<Series> ReadAsync(CancellationToken ct) => _series.Values.ToAsyncEnumerable();

    private void Add(Series one)
    {
        var at = (one.Key, one.Algorithm);
        _series[at] = _series.TryGetValue(at, out var sum) ? sum.And(one) : one;
    }
}
