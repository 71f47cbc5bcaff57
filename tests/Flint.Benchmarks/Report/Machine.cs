using System.Reflection;
using System.Runtime.InteropServices;

namespace Flint.Benchmarks.Report;

/// <summary>Where a table comes from.</summary>
internal static class Machine
{
    public static string Describe(BenchmarkOptions options) => string.Join(
        ", ",
        Processor(),
        $"{Environment.ProcessorCount} cores",
        RuntimeInformation.OSDescription,
        FileSystem(options.Directory),
        RuntimeInformation.FrameworkDescription,
        $"Flint {Version()}",
        $"medians of {options.Rounds} rounds of {options.Length.TotalSeconds:0.##} s");

    private static string Processor()
    {
        const string Names = "/proc/cpuinfo";
        var name = File.Exists(Names) ? File.ReadLines(Names).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return name?[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string FileSystem(string directory) => new DriveInfo(Path.GetFullPath(directory)).DriveFormat;

    // Version and commit, as the compiler put them into the library.
    private static string Version()
    {
        var version = typeof(Limiter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var commit = version.IndexOf('+', StringComparison.Ordinal);
        return commit < 0 ? version : version[..Math.Min(version.Length, commit + 8)];
    }
}
