using System.Text.Json;
using Flint.Benchmarks.Report;
using Flint.Benchmarks.Results;

namespace Flint.Benchmarks.Tests.Report;

public class ReportTests
{
    private static readonly Machine Here = new("a processor", 2, "a system", "ext4", ".NET", "1.0.0", "0123456789abcdef", ["redis-server 7.0.15"], 3, 1);

    private static readonly RunReport Made = RunReport.Of(
        Here,
        [MadeUp.Of((100, 50), (300, 30), (400, 10))],
        [Target.AtLeast(25, "a flood", MadeUp.Scenario.Name, Metric.Rate, MadeUp.Beside), Target.AtMost(300, "allocation", MadeUp.Scenario.Name, Metric.BytesEach)],
        ["redis-server: not installed"]);

    [Fact]
    public void Sections_should_show_the_machine_every_line_every_target_and_what_is_missing()
    {
        var text = ReportFiles.Sections(Made);
        Assert.Contains("a processor, 2 cores, a system, ext4, .NET, Flint 1.0.0, commit 0123456789, redis-server 7.0.15, medians of 3 rounds of 1 s\n", text, StringComparison.Ordinal);
        Assert.Contains("| check, one key | batch | 64 | 300 | – | 10 | 20 | 30 | 256 | – | 30 | 150 | 10 × the other (30 a second, p99 20 µs) |\n", text, StringComparison.Ordinal);
        Assert.Contains("| check, one key | batch | 64 | 300 | 10 | 20 | – | 10 × the other (30 a second) |\n", text, StringComparison.Ordinal);
        Assert.Contains("| a flood | ≥ 25 × the other (a second) | 10 | **not met** |\n| allocation | ≤ 300 B each | 256 | met |\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n- redis-server: not installed\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_a_table_should_have_as_many_cells_as_its_head()
    {
        var cells = 0;
        foreach (var line in ReportFiles.Sections(Made).Split('\n'))
        {
            var count = line.Count(c => c == '|');
            if (count > 0 && cells > 0)
                Assert.Equal(cells, count);
            cells = count;
        }
    }

    [Fact]
    public void Json_should_say_the_same()
    {
        var report = JsonDocument.Parse(ReportFiles.Json(Made)).RootElement;
        Assert.Equal("0123456789abcdef", report.GetProperty("machine").GetProperty("commit").GetString());
        var row = Assert.Single(report.GetProperty("rows").EnumerateArray());
        Assert.Equal(300, row.GetProperty("aSecond").GetDouble());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("cpuMicrosecondsEach").ValueKind);
        Assert.Equal([100, 300, 400], row.GetProperty("rounds").EnumerateArray().Select(round => round.GetDouble()));
        Assert.Equal(10, Assert.Single(row.GetProperty("beside").EnumerateArray()).GetProperty("ratio").GetDouble());
        Assert.Equal(["**not met**", "met"], report.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("verdict").GetString()));
    }
}
