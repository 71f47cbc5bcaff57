using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Flint.Benchmarks.Processes;

namespace Flint.Benchmarks.Report;

/// <summary>Where a table comes from, and how.</summary>
internal sealed record Machine(string Processor, int Cores, string System, string FileSystem, string Runtime, string Version, string Commit, IReadOnlyList<string> Tools, int Rounds, double Seconds)
{
    public static Machine Describe(BenchmarkOptions options)
    {
        // Version and commit, as the compiler put them into the library.
        var version = typeof(Limiter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);
        return new Machine(
            ProcessorName(),
            Environment.ProcessorCount,
            RuntimeInformation.OSDescription,
            new DriveInfo(Path.GetFullPath(options.Directory)).DriveFormat,
            RuntimeInformation.FrameworkDescription,
            version[0],
            version.Length < 2 ? "unknown" : version[1],
            [.. new[] { Tool.Describe("redis-server", "--version"), Tool.Describe("wrk", "-v") }.OfType<string>()],
            options.Rounds,
            options.Length.TotalSeconds);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor}, {Cores} cores, {System}, {FileSystem}, {Runtime}, Flint {Version}, commit {Commit[..Math.Min(Commit.Length, 10)]}, {string.Concat(Tools.Select(tool => tool + ", "))}medians of {Rounds} rounds of {Seconds:0.##} s");

    private static string ProcessorName()
    {
        const string Names = "/proc/cpuinfo";
        var name = File.Exists(Names) ? File.ReadLines(Names).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return name?[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
