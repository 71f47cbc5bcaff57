namespace Flint.AspNetCore.Prometheus;

/// <summary>Writes metrics line by line.</summary>
internal sealed class MetricWriter(TextWriter to, string prefix)
{
    /// <summary>Writes every metric that has a series with a value.</summary>
    public async Task WriteAsync(IMetricSource source, CancellationToken ct)
    {
        foreach (var metric in Metric.All)
        {
            var name = $"{prefix}_{metric.Name}";
            await to.WriteAsync($"# HELP {name} {metric.Help}\n# TYPE {name} {metric.Type}\n").ConfigureAwait(false);
            await foreach (var series in source.ReadAsync(ct).ConfigureAwait(false))
                if (metric.Value(series) is { } value)
                    await to.WriteAsync($"{name}{{{Key(series)}algorithm=\"{series.Algorithm.Name()}\"}} {value}\n").ConfigureAwait(false);
        }
        await to.FlushAsync(ct).ConfigureAwait(false);
    }

    private static string Key(Series series) => series.Key is { } key ? $"key=\"{Escape(key)}\"," : "";

    private static string Escape(string label) =>
        label.AsSpan().IndexOfAny('\\', '"', '\n') < 0
            ? label
            : label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
