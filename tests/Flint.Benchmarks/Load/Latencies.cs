using System.Diagnostics;
using System.Numerics;

namespace Flint.Benchmarks.Load;

/// <summary>
/// How long calls took, noted by each caller for itself in counters that are there before the first call: noting allocates nothing and shares nothing.
/// A counter stands for a span of ticks of which its ends differ by 1/64 at most.
/// </summary>
internal sealed class Latencies(int callers)
{
    private const int Precision = 6;
    private const int Highest = 28; // octaves beyond the precision: 17 s at a tick of 1 ns

    private readonly int[][] _counts = [.. Enumerable.Range(0, callers).Select(_ => new int[(Highest + 2) << Precision])];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long[] _sum = [];
    private long _total;
    private TimeSpan _elapsed;

    /// <summary>Noted calls in a second.</summary>
    public double PerSecond => _total / _elapsed.TotalSeconds;

    public void Add(int caller, long ticks)
    {
        var counts = _counts[caller];
        counts[Math.Min(Counter(ticks), counts.Length - 1)]++;
    }

    /// <summary>Nothing is added any more.</summary>
    public Latencies Stop()
    {
        _elapsed = Stopwatch.GetElapsedTime(_start);
        _sum = new long[(Highest + 2) << Precision];
        foreach (var counts in _counts)
            for (var i = 0; i < counts.Length; i++)
                _sum[i] += counts[i];
        _total = _sum.Sum();
        return this;
    }

    /// <summary>What that part of all calls did not exceed.</summary>
    public double Microseconds(double part)
    {
        var rank = Math.Min(_total - 1, (long)(_total * part));
        var seen = 0L;
        for (var i = 0; i < _sum.Length; i++)
        {
            if ((seen += _sum[i]) > rank)
                return Middle(i) * 1e6 / Stopwatch.Frequency;
        }
        return double.NaN;
    }

    public Percentiles? ToPercentiles() => _total == 0 ? null : new Percentiles(Microseconds(0.5), Microseconds(0.99), Microseconds(0.999));

    // Below 128 a counter a tick; from there on 64 counters an octave.
    private static int Counter(long ticks)
    {
        var value = (ulong)Math.Max(0, ticks);
        var octave = Math.Max(0, 63 - BitOperations.LeadingZeroCount(value | 1) - Precision);
        return (octave << Precision) + (int)(value >> octave);
    }

    private static double Middle(int counter)
    {
        var octave = Math.Max(0, (counter >> Precision) - 1);
        var first = (ulong)(counter - (octave << Precision)) << octave;
        return first + (((1UL << octave) - 1) / 2.0);
    }
}
