using Flint.Benchmarks.Processes;
using Flint.Benchmarks.Report;
using Flint.Benchmarks.Results;
using Flint.Benchmarks.Scenarios;
using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks.Commands;

/// <summary>Measures every scenario beside its yardsticks and holds the figures against the targets.</summary>
internal static class CompareCommand
{
    /// <param name="options">How to measure.</param>
    /// <param name="json">Where the report goes as JSON, or null.</param>
    /// <param name="markdown">Where it goes as sections of a page, or null.</param>
    public static async Task<int> RunAsync(BenchmarkOptions options, string? json, string? markdown)
    {
        using var directory = new TemporaryDirectory(options.Directory);
        await using var servers = new Servers(directory.Path);
        var runner = new Runner(options, servers);
        var machine = Machine.Describe(options);
        var neighbours = options.IsQuick ? null : await Neighbours.LetPassAsync(Console.Error.WriteLine);
        var table = new Markdown(Console.Out);
        var results = new List<Result>();
        table.Begin(machine);
        await foreach (var result in runner.RunAsync(Catalog.All))
        {
            results.Add(result);
            table.Add(Row.Of(result));
        }
        var report = RunReport.Of(machine, results, Targets.All, neighbours is null ? runner.Notes : [neighbours, .. runner.Notes]);
        table.End(report);
        if (json is not null)
            await File.WriteAllTextAsync(json, ReportFiles.Json(report));
        if (markdown is not null)
            await File.WriteAllTextAsync(markdown, ReportFiles.Sections(report));
        return runner.HasFailed ? 1 : 0;
    }
}
