using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Results;

/// <summary>A figure of a round; NaN where the round has none.</summary>
internal sealed record Metric(string Name, Func<Sample, double> Of)
{
    public static readonly Metric Rate = new("a second", s => s.Count / s.Elapsed.TotalSeconds);

    public static readonly Metric Milliseconds = new("ms", s => s.Elapsed.TotalMilliseconds);

    /// <summary>Of one unit, on the average: what one caller waits.</summary>
    public static readonly Metric MicrosecondsEach = new("µs each", s => s.Elapsed.TotalMicroseconds / s.Count);

    public static readonly Metric MillisecondsEach = new("ms each", s => s.Elapsed.TotalMilliseconds / s.Count);

    public static readonly Metric P50 = new("p50 µs", s => s.Latency?.P50 ?? double.NaN);

    public static readonly Metric P99 = new("p99 µs", s => s.Latency?.P99 ?? double.NaN);

    public static readonly Metric P999 = new("p99.9 µs", s => s.Latency?.P999 ?? double.NaN);

    public static readonly Metric BytesEach = new("B each", s => s.Bytes / (double)s.Count ?? double.NaN);

    public static readonly Metric CpuEach = new("µs of CPU each", s => s.Cpu?.TotalMicroseconds / s.Count ?? double.NaN);

    public static readonly Metric UnitsALine = new("a line", s => s.Count / (double?)s.Log?.Lines ?? double.NaN);

    public static readonly Metric UnitsASync = new("a sync", s => s.Count / (double?)s.Log?.Syncs ?? double.NaN);

    public static readonly Metric LinesASecond = new("event lines a second", s => s.Log?.Lines / s.Elapsed.TotalSeconds ?? double.NaN);

    public override string ToString() => Name;
}
