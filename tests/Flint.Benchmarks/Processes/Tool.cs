using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Flint.Benchmarks.Processes;

/// <summary>Programs that a machine may have or not.</summary>
internal static partial class Tool
{
    /// <summary>Why it cannot be used, or null.</summary>
    public static string? Obstacle(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, name)))
            ? null
            : $"{name} is not installed here";

    /// <summary>Its name and version, or null where it is not installed.</summary>
    /// <param name="name">The program.</param>
    /// <param name="option">What makes it say its version.</param>
    public static string? Describe(string name, string option)
    {
        if (Obstacle(name) is not null)
            return null;
        using var process = Start(name, [option]);
        return $"{name} {Version().Match(process.StandardOutput.ReadToEnd()).Value}";
    }

    /// <summary>Runs it to its end; what it has written to stdout.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? directory = null)
    {
        using var process = Start(program, arguments, directory);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}{await errors}");
    }

    public static Process Start(string program, IEnumerable<string> arguments, string? directory = null) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "",
        })!;

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex Version();
}
