using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Flint.Campaigns.Support;

/// <summary>The load tool wrk over keys of its own. Disposing ends it.</summary>
internal sealed partial class Wrk : IDisposable
{
    private readonly Process _process;

    private Wrk(Process process) => _process = process;

    /// <summary>The keys that it checks.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(0, 8).Select(key => $"wrk:{key}")];

    /// <summary>Starts it.</summary>
    /// <param name="url">The server.</param>
    /// <param name="connections">How many, each with one request at a time.</param>
    /// <param name="duration">After which it ends by itself.</param>
    public static Wrk Start(Uri url, int connections, TimeSpan duration)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])["-t1", $"-c{connections}", $"-d{(int)duration.TotalSeconds}s", "--timeout", "30s", "--latency", "-s", Path.Combine(AppContext.BaseDirectory, "Support", "check.lua"), url.ToString()])
            start.ArgumentList.Add(arg);
        return new Wrk(Process.Start(start)!);
    }

    /// <summary>Ends it, or waits for its end; how many answers it counted, and how many of them were not 2xx.</summary>
    public async Task<(long Answers, long Errors, string Output)> EndAsync(bool interrupt = true)
    {
        var output = _process.StandardOutput.ReadToEndAsync();
        var errors = _process.StandardError.ReadToEndAsync();
        if (interrupt && !_process.HasExited)
            Signals.Interrupt(_process);
        await _process.WaitForExitAsync();
        var text = await output + await errors;
        return (Number(Requests().Match(text)), Number(Failed().Match(text)), text);
    }

    /// <summary>Under which 99 of 100 of the answers were there, by what it printed.</summary>
    public static TimeSpan NinetyNinth(string output)
    {
        var match = Latency().Match(output);
        var unit = match.Groups[2].Value switch { "us" => 1e-6, "ms" => 1e-3, "s" => 1.0, "m" => 60.0, _ => throw new FormatException($"wrk told no latency: {output}") };
        return TimeSpan.FromSeconds(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * unit);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private static long Number(Match match) => match.Success ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"(\d+) requests in ")]
    private static partial Regex Requests();

    [GeneratedRegex(@"99% +([\d.]+)(us|ms|s|m)\b")]
    private static partial Regex Latency();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Failed();
}
