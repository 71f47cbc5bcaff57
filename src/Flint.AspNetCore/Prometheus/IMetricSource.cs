namespace Flint.AspNetCore.Prometheus;

/// <summary>Gives the series, sorted by key and algorithm, once for each metric: the format wants all series of a metric together.</summary>
internal interface IMetricSource
{
    /// <summary>The series as they are now.</summary>
    IAsyncEnumerable<Series> ReadAsync(CancellationToken ct);
}
