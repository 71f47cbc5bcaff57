using System.Diagnostics;

namespace Flint.Benchmarks.Load;

/// <summary>How long each call took, noted by each caller for itself.</summary>
internal sealed class Latencies(int callers)
{
    private readonly List<long>[] _ticks = [.. Enumerable.Range(0, callers).Select(_ => new List<long>(1 << 14))];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long[] _sorted = [];
    private TimeSpan _elapsed;

    /// <summary>Answers in a second.</summary>
    public double PerSecond => _sorted.Length / _elapsed.TotalSeconds;

    public void Add(int caller, long ticks) => _ticks[caller].Add(ticks);

    /// <summary>Nothing is added any more.</summary>
    public Latencies Stop()
    {
        _elapsed = Stopwatch.GetElapsedTime(_start);
        _sorted = [.. _ticks.SelectMany(ticks => ticks)];
        Array.Sort(_sorted);
        return this;
    }

    /// <summary>What that part of all calls did not exceed.</summary>
    public double Microseconds(double part) => _sorted[Math.Min(_sorted.Length - 1, (int)(_sorted.Length * part))] * 1e6 / Stopwatch.Frequency;
}
