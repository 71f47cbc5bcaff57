using System.Globalization;

namespace Flint.Benchmarks.Results;

/// <summary>What a line of the table has to reach.</summary>
/// <param name="Work">In the words of a reader.</param>
/// <param name="Scenario">The name of the line.</param>
/// <param name="Metric">Which of its figures.</param>
/// <param name="Bound">What that may not fall below or rise above.</param>
/// <param name="Yardstick">Where it is a ratio: to what of the same line; else null.</param>
/// <param name="IsLeast">Whether the bound is the least or the most.</param>
internal sealed record Target(string Work, string Scenario, Metric Metric, double Bound, string? Yardstick, bool IsLeast)
{
    public static Target AtLeast(double bound, string work, string scenario, Metric metric, string? yardstick = null) => new(work, scenario, metric, bound, yardstick, IsLeast: true);

    public static Target AtMost(double bound, string work, string scenario, Metric metric, string? yardstick = null) => new(work, scenario, metric, bound, yardstick, IsLeast: false);

    /// <summary>In words, such as <c>≥ 1.3 × append + fdatasync (a second)</c>.</summary>
    public string Wanted => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsLeast ? '≥' : '≤')} {Bound:#,0.##} {(Yardstick is null ? Metric.Name : $"× {Yardstick} ({Metric.Name})")}");

    /// <summary>Holds it against what was measured.</summary>
    public Verdict Judge(IEnumerable<Result> results)
    {
        var result = results.FirstOrDefault(r => r.Scenario.Name == Scenario);
        var figure = result is null || (Yardstick is not null && !result.WasBeside(Yardstick)) ? double.NaN
            : Yardstick is null ? result.Figure(Metric)
            : result.Ratio(Yardstick, Metric);
        return new Verdict(this, figure);
    }
}

/// <summary>A target and what was measured: NaN if that was not.</summary>
internal sealed record Verdict(Target Target, double Figure)
{
    public bool? IsMet => double.IsNaN(Figure) ? null : Target.IsLeast ? Figure >= Target.Bound : Figure <= Target.Bound;

    public string Word => IsMet switch
    {
        true => "met",
        false => "**not met**",
        null => "not measured",
    };
}
