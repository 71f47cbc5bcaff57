using System.CommandLine;

namespace Flint.Host.Cli;

/// <summary>The options that stand before or after any verb.</summary>
internal sealed class GlobalOptions
{
    /// <summary>The environment's <c>--token</c>.</summary>
    public const string TokenVariable = "FLINT_SERVER_TOKEN";

    public Option<string?> DataDirectory { get; } = new("--data-dir")
    {
        Description = "The directory that holds the limits and their counters.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<string?> Server { get; } = new("--server")
    {
        Description = "Ask the server at this address instead of opening a directory.",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string?> Token { get; } = new("--token")
    {
        Description = $"The token of the server that is asked or started. Left out: {TokenVariable}.",
        HelpName = "T",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON even where a terminal is watching.",
        Recursive = true,
    };
}
