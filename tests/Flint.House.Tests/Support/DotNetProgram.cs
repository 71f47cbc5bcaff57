using System.Diagnostics;

namespace Flint.House.Tests.Support;

/// <summary>A program of this solution, as a process of its own.</summary>
internal static class DotNetProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it to its end.</summary>
    /// <param name="project">Its project: <c>samples/Quickstart</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="input">What it reads on its standard input.</param>
    public static async Task<Ended> RunAsync(string project, IEnumerable<string> arguments, string directory, string input = "")
    {
        using var process = Start(project, arguments, directory);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return new Ended(process.ExitCode, await output, await error);
    }

    /// <summary>Starts it with its streams redirected.</summary>
    public static Process Start(string project, IEnumerable<string> arguments, string directory)
    {
        // The host that runs this test runs its programs: the PATH may hold another.
        var start = new ProcessStartInfo(Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet")
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(AssemblyOf(project));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    // Built as this one was: .../bin/Release/net10.0.
    private static string AssemblyOf(string project)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var built = Path.Combine(Repository.At(project), "bin", framework.Parent!.Name, framework.Name);
        var name = Path.GetFileName(Directory.GetFiles(built, "*.runtimeconfig.json").Single()).Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal);
        return Path.Combine(built, name);
    }
}

/// <summary>How a program ended.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error);
