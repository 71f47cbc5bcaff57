using System.Text.Encodings.Web;
using System.Text.Json;

namespace Flint.Benchmarks.Report;

/// <summary>Writes a report into files.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for people: × and µ as they are
    };

    public static string Json(RunReport report) => JsonSerializer.Serialize(report, Readable) + "\n";

    /// <summary>The short table, then everything: to be pasted into the pages.</summary>
    public static string Sections(RunReport report)
    {
        using var text = new StringWriter();
        text.Write("### In short\n\n");
        new Markdown(text).Short(report);
        text.Write("### All of it\n\n");
        var markdown = new Markdown(text);
        markdown.Begin(report.Machine);
        foreach (var row in report.Rows)
            markdown.Add(row);
        text.Write("\n### Targets\n");
        markdown.End(report);
        return text.ToString();
    }
}
