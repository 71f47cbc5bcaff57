using System.Diagnostics;

namespace Flint.Campaigns.Support;

/// <summary>The <c>dotnet</c> program.</summary>
internal static class DotNet
{
    // The one that runs this, if it does: another on the path may be of another version.
    private static readonly string Program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    /// <summary>Starts it in a directory, its output redirected.</summary>
    public static Process Start(string directory, params IEnumerable<string> args) => Start(directory, [], args);

    /// <summary>Starts it in a directory with these variables in its environment, its output redirected.</summary>
    public static Process Start(string directory, IEnumerable<(string Name, string Value)> environment, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Program, args) { RedirectStandardOutput = true, WorkingDirectory = directory };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end; its output.</summary>
    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    public static string Run(string directory, params IEnumerable<string> args)
    {
        using var dotnet = Start(directory, args);
        var output = dotnet.StandardOutput.ReadToEnd();
        dotnet.WaitForExit();
        return dotnet.ExitCode == 0 ? output : throw new InvalidOperationException($"dotnet {string.Join(' ', args.Take(2))} ended with {dotnet.ExitCode}: {output}");
    }
}
