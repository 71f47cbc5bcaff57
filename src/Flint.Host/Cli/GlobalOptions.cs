using System.CommandLine;

namespace Flint.Host.Cli;

/// <summary>The options that stand before or after any verb.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> DataDirectory { get; } = new("--data-dir")
    {
        Description = "The directory that holds the limits and their counters.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON even where a terminal is watching.",
        Recursive = true,
    };
}
