namespace Flint.Benchmarks.Load;

/// <summary>What one round did.</summary>
/// <param name="Count">How many of its units: checks, keys, lines, runs.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record Sample(long Count, TimeSpan Elapsed)
{
    /// <summary>What the process allocated meanwhile, callers included; none where the work is another process's.</summary>
    public long? Bytes { get; init; }

    /// <summary>The processor time of the process meanwhile, callers included; none where the work is another process's.</summary>
    public TimeSpan? Cpu { get; init; }

    /// <summary>What the log gained, if there is one.</summary>
    public LogGain? Log { get; init; }

    /// <summary>How long single units took, if that was noted.</summary>
    public Percentiles? Latency { get; init; }
}

/// <summary>In µs.</summary>
internal sealed record Percentiles(double P50, double P99, double P999);
