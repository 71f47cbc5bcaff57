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
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Flint.Actors.sln")))
            root = root.Parent;
        var sources = root is null ? throw new DirectoryNotFoundException("this program does not stand in its repository: name a program with --flint") : root.FullName;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = sources };
        foreach (var arg in (string[])["publish", "src/Flint.Host", "-c", "Release", "-o", directory])
            start.ArgumentList.Add(arg);
        using var dotnet = Process.Start(start)!;
        var output = dotnet.StandardOutput.ReadToEnd();
        dotnet.WaitForExit();
        return dotnet.ExitCode == 0 ? At(directory) : throw new InvalidOperationException($"dotnet publish ended with {dotnet.ExitCode}: {output}");
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
