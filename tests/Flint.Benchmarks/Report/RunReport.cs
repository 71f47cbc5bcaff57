using Flint.Benchmarks.Results;

namespace Flint.Benchmarks.Report;

/// <summary>A whole run, as <c>--json</c> writes it. What was not measured is null.</summary>
internal sealed record RunReport(Machine Machine, IReadOnlyList<Row> Rows, IReadOnlyList<TargetRow> Targets, IReadOnlyList<string> Notes)
{
    public static RunReport Of(Machine machine, IReadOnlyList<Result> results, IEnumerable<Target> targets, IEnumerable<string> notes) => new(
        machine,
        [.. results.Select(Row.Of)],
        [.. targets.Select(target => TargetRow.Of(target.Judge(results)))],
        [.. notes]);
}

/// <summary>A line of the table: medians.</summary>
internal sealed record Row(
    string Work,
    string Sync,
    int Callers,
    bool IsHeadline,
    string Compared,
    double? ASecond,
    double? Milliseconds,
    double? P50,
    double? P99,
    double? P999,
    double? BytesEach,
    double? CpuMicrosecondsEach,
    double? UnitsALine,
    double? UnitsASync,
    double? EventLinesASecond,
    IReadOnlyList<YardstickRow> Beside,
    IReadOnlyList<double?> Rounds)
{
    public static Row Of(Result result)
    {
        var scenario = result.Scenario;
        return new Row(
            scenario.Work,
            scenario.Mode.Name,
            scenario.Callers,
            scenario.IsHeadline,
            scenario.Compared.Name,
            Figure(Metric.Rate),
            scenario.Compared == Metric.Milliseconds || scenario.Compared == Metric.MillisecondsEach ? Figure(scenario.Compared) : null,
            Figure(Metric.P50),
            Figure(Metric.P99),
            Figure(Metric.P999),
            Figure(Metric.BytesEach),
            Figure(Metric.CpuEach),
            Figure(Metric.UnitsALine),
            Figure(Metric.UnitsASync),
            Figure(Metric.LinesASecond),
            [.. result.Yardsticks.Select(name => YardstickRow.Of(result, name))],
            [.. result.Rounds.Select(round => scenario.Compared.Of(round.Own).OrNull())]);

        double? Figure(Metric metric) => result.Figure(metric).OrNull();
    }
}

/// <summary>What was measured in turn with a line.</summary>
/// <param name="Name">Of the yardstick.</param>
/// <param name="Figure">The compared figure, of the yardstick.</param>
/// <param name="P99">Its own, in µs.</param>
/// <param name="Ratio">The line's own figure is so many times that.</param>
/// <param name="Ratios">The same of each round.</param>
internal sealed record YardstickRow(string Name, double? Figure, double? P99, double? Ratio, IReadOnlyList<double?> Ratios)
{
    public static YardstickRow Of(Result result, string name)
    {
        var compared = result.Scenario.Compared;
        return new YardstickRow(
            name, result.FigureOf(name, compared).OrNull(), result.FigureOf(name, Metric.P99).OrNull(), result.Ratio(name, compared).OrNull(), [.. result.Ratios(name, compared).Select(ReportNumbers.OrNull)]);
    }
}

/// <summary>A target and what was measured.</summary>
internal sealed record TargetRow(string Work, string Target, string Scenario, double? Figure, string Verdict)
{
    public static TargetRow Of(Verdict verdict) => new(
        verdict.Target.Work,
        verdict.Target.Wanted,
        verdict.Target.Scenario,
        verdict.Figure.OrNull(),
        verdict.Word);
}

/// <summary>JSON has no number for what was not measured.</summary>
internal static class ReportNumbers
{
    public static double? OrNull(this double value) => double.IsFinite(value) ? value : null;
}
