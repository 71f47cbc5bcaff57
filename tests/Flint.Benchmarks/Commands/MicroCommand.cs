using System.Diagnostics;
using Flint.Benchmarks.Processes;

namespace Flint.Benchmarks.Commands;

/// <summary>Runs the project of the micro-benchmarks: it is one of its own, so that nothing else waits for BenchmarkDotNet.</summary>
internal static class MicroCommand
{
    public static async Task<int> RunAsync(IEnumerable<string> arguments)
    {
        using var process = Process.Start("dotnet", ["run", "-c", "Release", "--project", Path.Combine(Source.Root(), "tests", "Flint.Benchmarks.Micro"), "--", .. arguments]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
