using System.Globalization;
using Flint.Benchmarks.Results;

namespace Flint.Benchmarks.Report;

/// <summary>Writes a report as Markdown, line by line: what is there is shown before the rest is measured.</summary>
internal sealed class Markdown(params IReadOnlyList<TextWriter> outputs)
{
    public void Begin(Machine machine)
    {
        Line(machine.ToString());
        Line("");
        Line("| work | sync | callers | a second | took ms | p50 µs | p99 µs | p99.9 µs | B each | µs of CPU each | units a line | units a sync | beside, measured in turn |");
        Line("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|");
    }

    public void Add(Row row) => Line(
        $"| {row.Work} | {row.Sync} | {Figure(row.Callers)} | {Figure(row.ASecond)} | {Figure(row.Milliseconds)} | {Figure(row.P50)} | {Figure(row.P99)} | {Figure(row.P999)} "
        + $"| {Figure(row.BytesEach)} | {Figure(row.CpuMicrosecondsEach)} | {Figure(row.UnitsALine)} | {Figure(row.UnitsASync)} | {Beside(row, withP99: true)} |");

    /// <summary>What stands below the table: the targets, and what was not measured.</summary>
    public void End(RunReport report)
    {
        Line("");
        Line("| target | | measured | |");
        Line("|---|---|---:|---|");
        foreach (var target in report.Targets)
            Line($"| {target.Work} | {target.Target} | {Figure(target.Figure)} | {target.Verdict} |");
        foreach (var (note, i) in report.Notes.Select((note, i) => (note, i)))
            Line(i == 0 ? $"\n- {note}" : $"- {note}");
    }

    /// <summary>The short table of a front page.</summary>
    public void Short(RunReport report)
    {
        Line("| work | sync | callers | a second | p50 µs | p99 µs | took ms | beside, measured in turn |");
        Line("|---|---|---:|---:|---:|---:|---:|---|");
        foreach (var row in report.Rows.Where(row => row.IsHeadline))
            Line($"| {row.Work} | {row.Sync} | {Figure(row.Callers)} | {Figure(row.ASecond)} | {Figure(row.P50)} | {Figure(row.P99)} | {Figure(row.Milliseconds)} | {Beside(row)} |");
        Line("");
    }

    /// <summary>Three digits are what a median of a few rounds is good for.</summary>
    public static string Figure(double? value) => value switch
    {
        null => "–",
        >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private static string Beside(Row row, bool withP99 = false) => string.Join(
        "; ",
        row.Beside.Select(yardstick => $"{Figure(yardstick.Ratio)} × {yardstick.Name} ({Figure(yardstick.Figure)} {row.Compared}{(withP99 && yardstick.P99 is { } p99 && row.Compared != Metric.P99.Name ? $", p99 {Figure(p99)} µs" : "")})"));

    private void Line(string line)
    {
        foreach (var output in outputs)
        {
            output.Write(line + "\n");
            output.Flush();
        }
    }
}
