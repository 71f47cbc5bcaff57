using Flint.Benchmarks.Load;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Results;

/// <summary>One round of all sides, one right after the other.</summary>
/// <param name="Own">What the scenario did.</param>
/// <param name="Beside">What each of its yardsticks did right before or after, in their order.</param>
internal sealed record Round(Sample Own, IReadOnlyList<Sample> Beside);

/// <summary>What came out of a scenario: each figure is the median of its rounds.</summary>
/// <param name="Scenario">What was measured.</param>
/// <param name="Yardsticks">The names of those that were measured beside it.</param>
/// <param name="Rounds">In their order.</param>
internal sealed record Result(Scenario Scenario, IReadOnlyList<string> Yardsticks, IReadOnlyList<Round> Rounds)
{
    public double Figure(Metric metric) => Median.Of(Rounds.Select(round => metric.Of(round.Own)));

    public double FigureOf(string yardstick, Metric metric) => Median.Of(Rounds.Select(round => metric.Of(round.Beside[Place(yardstick)])));

    /// <summary>How many times the yardstick's: the median of the rounds' ratios, which noise that both sides share does not move.</summary>
    public double Ratio(string yardstick, Metric metric) => Median.Of(Ratios(yardstick, metric));

    /// <summary>The ratio of each round.</summary>
    public IEnumerable<double> Ratios(string yardstick, Metric metric) =>
        Rounds.Select(round => metric.Of(round.Own) / metric.Of(round.Beside[Place(yardstick)]));

    public bool WasBeside(string yardstick) => Yardsticks.Contains(yardstick);

    private int Place(string yardstick) => Yardsticks.TakeWhile(name => name != yardstick).Count();
}
