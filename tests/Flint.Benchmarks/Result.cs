using Flint.Benchmarks.Load;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks;

/// <summary>One round of both sides.</summary>
/// <param name="Sample">What the scenario did.</param>
/// <param name="RawPerSecond">What the raw disk did right before.</param>
internal sealed record Round(Sample Sample, double RawPerSecond);

/// <summary>What came out of a scenario: each figure the median of its rounds.</summary>
internal sealed record Result(Scenario Scenario, IReadOnlyList<Round> Rounds)
{
    public double PerSecond => Median(r => r.Sample.PerSecond);

    public double RawPerSecond => Median(r => r.RawPerSecond);

    /// <summary>The median of the rounds' ratios, which noise that both sides share does not move.</summary>
    public double Ratio => Median(r => r.Sample.PerSecond / r.RawPerSecond);

    public double BytesEach => Median(r => r.Sample.Bytes / (double)r.Sample.Count);

    public double CpuMicrosecondsEach => Median(r => r.Sample.Cpu.TotalMicroseconds / r.Sample.Count);

    public double PerLine => Median(r => r.Sample.Count / (double)r.Sample.Log.Lines);

    public double LinesPerGroup => Median(r => r.Sample.Log.Lines / (double)r.Sample.Log.Groups);

    public double SyncsPerSecond => Median(r => r.Sample.Log.Syncs / r.Sample.Elapsed.TotalSeconds);

    private double Median(Func<Round, double> figure)
    {
        var sorted = Rounds.Select(figure).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
