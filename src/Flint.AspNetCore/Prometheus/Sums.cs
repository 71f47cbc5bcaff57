using System.Text;

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
            sums.Add(Series.Of(status, Written(label(status.Key))));
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

    // As it will stand in UTF-8, where halves of characters are all the same.
    private static string? Written(string? label) => label is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(label));

    private void Add(Series one)
    {
        var at = (one.Key, one.Algorithm);
        _series[at] = _series.TryGetValue(at, out var sum) ? sum.And(one) : one;
    }
}
