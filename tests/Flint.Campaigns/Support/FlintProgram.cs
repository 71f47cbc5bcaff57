using System.Diagnostics;

namespace Flint.Campaigns.Support;

/// <summary>The <c>flint</c> program as users start it: an executable file.</summary>
internal sealed class FlintProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private FlintProgram(string path) => Path = path;

    public string Path { get; }

    /// <summary>The one that was built together with this program.</summary>
    public static FlintProgram Built() => At(AppContext.BaseDirectory);

    /// <summary>The one at a path: the executable, or the directory that it was published to.</summary>
    public static FlintProgram At(string path)
    {
        var name = OperatingSystem.IsWindows() ? "flint.exe" : "flint";
        var file = System.IO.Path.GetFullPath(Directory.Exists(path) ? System.IO.Path.Combine(path, name) : path);
        return File.Exists(file) ? new FlintProgram(file) : throw new FileNotFoundException($"no flint program at {file}: build or publish src/Flint.Host", file);
    }

    /// <summary>Publishes it from the sources of this repository, as somebody would who deploys it.</summary>
    /// <param name="directory">Where to.</param>
    public static FlintProgram Publish(string directory)
    {
        DotNet.Run(Sources.Root, "publish", "src/Flint.Host", "-c", "Release", "-o", directory);
        return At(directory);
    }

    /// <summary>Runs a command line to its end.</summary>
    public async Task<ProgramEnd> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }
        return new ProgramEnd(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts it with its output redirected.</summary>
    /// <param name="args">Its command line.</param>
    /// <param name="by">What starts it; left out: nothing but exec.</param>
    public Process Start(IEnumerable<string> args, Launcher? by = null)
    {
        var start = by?.Start(Path, args) ?? new ProcessStartInfo(Path, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
