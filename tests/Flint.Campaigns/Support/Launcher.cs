using System.Diagnostics;
using System.Globalization;

namespace Flint.Campaigns.Support;

/// <summary>What starts the program and then is that process: a shell that sets a limit, or strace beside it.</summary>
/// <param name="Line">The command line that the program's own is appended to.</param>
/// <param name="Environment">A variable of the environment, or null.</param>
internal sealed record Launcher(IReadOnlyList<string> Line, (string Name, string Value)? Environment = null)
{
    /// <summary>No file may grow beyond that: a write beyond fails as on a full disk (with <c>EFBIG</c>).</summary>
    public static Launcher WithFilesUpTo(int kilobytes) =>

        // The limit counts in blocks of 512 bytes in a POSIX shell. SIGXFSZ, ignored, stays so over exec.
        new(["/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -f {kilobytes * 2}; exec \"$0\" \"$@\"")],

            // The runtime maps its code twice through a file in memory, which would be too large as well.
            ("DOTNET_EnableWriteXorExecute", "0"));

    /// <summary>From its first instruction on under strace, which runs as a process of its own beside it (<c>-D</c>).</summary>
    /// <param name="options">What it traces and injects.</param>
    /// <param name="output">The file that takes what was seen.</param>
    public static Launcher UnderStrace(IReadOnlyList<string> options, string output) => new(["strace", "-D", .. Strace.Shown, .. options, "-o", output]);

    public ProcessStartInfo Start(string program, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Line[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in Line.Skip(1).Append(program).Concat(args))
            start.ArgumentList.Add(arg);
        if (Environment is var (name, value))
            start.Environment[name] = value;
        return start;
    }
}
