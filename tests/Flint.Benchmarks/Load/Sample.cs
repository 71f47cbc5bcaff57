namespace Flint.Benchmarks.Load;

/// <summary>What one round did.</summary>
/// <param name="Count">Checks answered.</param>
/// <param name="Elapsed">The round's length.</param>
/// <param name="Bytes">What the process allocated meanwhile, callers included.</param>
/// <param name="Cpu">The processor time of the process meanwhile, callers included.</param>
/// <param name="Log">What the log gained.</param>
internal sealed record Sample(long Count, TimeSpan Elapsed, long Bytes, TimeSpan Cpu, LogGain Log)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;
}
