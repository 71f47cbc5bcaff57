using System.Globalization;

namespace Flint.Benchmarks.Report;

/// <summary>Writes results as they come.</summary>
internal sealed class MarkdownTable(TextWriter output)
{
    public void Begin(string machine)
    {
        output.WriteLine(machine);
        output.WriteLine();
        output.WriteLine("| work | sync | callers | checks/s | × raw disk | raw disk/s | µs of CPU a check | B a check | checks a line | lines a group | fsyncs/s |");
        output.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    }

    public void Add(Result result)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {result.Scenario.Work} | {result.Scenario.Mode} | {result.Scenario.Callers:N0} "
            + $"| {result.PerSecond:N0} | {Figure(result.Ratio)} | {result.RawPerSecond:N0} | {Figure(result.CpuMicrosecondsEach)} | {result.BytesEach:N0} "
            + $"| {Figure(result.PerLine)} | {Figure(result.LinesPerGroup)} | {result.SyncsPerSecond:N0} |"));
        output.Flush();
    }

    private static string Figure(double value) => !double.IsFinite(value) ? "–"
        : value >= 100 ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString("0.0#", CultureInfo.InvariantCulture);
}
