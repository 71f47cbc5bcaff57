using BenchmarkDotNet.Attributes;
using Flint.Limits;
using Flint.State;

namespace Flint.Benchmarks.Micro;

/// <summary>What the rules of one key cost, for each algorithm: a window with 100 grants in it, a bucket that refills meanwhile.</summary>
public class StateBenchmarks
{
    private const long Start = 638_000_000_000_000_000;

    private LimitState _state;
    private long _now;

    [Params(Algorithm.TokenBucket, Algorithm.SlidingWindowLog, Algorithm.FixedWindowCounter)]
    public Algorithm Algorithm { get; set; }

    [GlobalSetup]
    public void Configure()
    {
        _now = Start;
        _state = default(LimitState).Apply(LimitEntry.Configured(_now, new LimitConfig(new Terms(Algorithm, 1_000_000_000, TimeSpan.TicksPerSecond))));
        for (var i = 0; i < 100; i++)
            _state = _state.Apply(LimitEntry.Allow(_now += TimeSpan.TicksPerMillisecond, 1));
    }

    [Benchmark]
    public Verdict Decide() => _state.Decide(1, _now);

    [Benchmark]
    public LimitState Apply() => _state.Apply(LimitEntry.Allow(_now, 1));
}
