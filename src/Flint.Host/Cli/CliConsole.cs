namespace Flint.Host.Cli;

/// <summary>Where the program writes.</summary>
/// <param name="Out">What was asked for.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="IsTerminal">Whether a person watches <paramref name="Out"/>.</param>
/// <param name="HasColors">Whether that person wants colours.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, bool IsTerminal, bool HasColors = false);
