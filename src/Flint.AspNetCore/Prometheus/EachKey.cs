using System.Runtime.CompilerServices;

namespace Flint.AspNetCore.Prometheus;

/// <summary>
/// A series for each key. What few keys there are is read once and kept; where there are many, each metric reads them again, so that they are never in memory together.
/// </summary>
internal sealed class EachKey(ILimiter limiter) : IMetricSource
{
    /// <summary>How many keys are kept at most.</summary>
    internal const int Few = 10_000;

    private List<Series>? _kept = [];
    private bool _isRead;

    public async IAsyncEnumerable<Series> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (_isRead && _kept is { } kept)
        {
            foreach (var series in kept)
                yield return series;
            yield break;
        }
        await foreach (var status in limiter.ListAsync(ct: ct).ConfigureAwait(false))
        {
            var series = Series.Of(status, status.Key);
            if (_kept?.Count == Few)
                _kept = null;
            _kept?.Add(series);
            yield return series;
        }
        _isRead = true;
    }
}
