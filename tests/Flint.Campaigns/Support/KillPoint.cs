using System.Text.RegularExpressions;

namespace Flint.Campaigns.Support;

/// <summary>The system call at which strace killed a process.</summary>
internal static partial class KillPoint
{
    /// <summary>Reads it from a trace: the call that was entered last and never returned, with the name of the file in that directory; null if there is none.</summary>
    public static string? Of(IEnumerable<string> trace, string directory) =>
        trace.LastOrDefault(line => Entered().IsMatch(line)) is { } last ? Describe(Entered().Match(last), directory) : null;

    private static string Describe(Match entered, string directory)
    {
        var (call, arguments) = (entered.Groups["call"].Value, entered.Groups["rest"].Value);

        // What a descriptor leads to, or the paths that were given.
        var files = Descriptor().Match(arguments) is { Success: true } descriptor ? [descriptor.Groups["file"].Value] : Path().Matches(arguments).Select(path => path.Groups["file"].Value);
        return $"{call} {string.Join(" to ", files.Select(file => Name(file, directory)))}";
    }

    // Numbers of generations differ from kill to kill.
    private static string Name(string file, string directory) => file == directory ? "the directory"
        : System.IO.Path.GetDirectoryName(file) == directory ? Number().Replace(System.IO.Path.GetFileName(file), ".<g>")
        : "a file elsewhere";

    // 17 1764000000.123456 rename("/tmp/x/flint.aof.next", "/tmp/x/flint.aof" <unfinished ...>
    // 17 1764000000.123456 fdatasync(77</tmp/x/flint.aof>) = ?
    [GeneratedRegex(@"^\d+ +[\d.]+ (?<call>\w+)\((?<rest>.*?)(?: <unfinished \.\.\.>|\) += \?.*)$")]
    private static partial Regex Entered();

    [GeneratedRegex(@"^\d+<(?<file>[^>]*)>")]
    private static partial Regex Descriptor();

    [GeneratedRegex("\"(?<file>[^\"]*)\"")]
    private static partial Regex Path();

    [GeneratedRegex(@"(?<=^flint\.aof|torn)[.-]\d+$")]
    private static partial Regex Number();
}
