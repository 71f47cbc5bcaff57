namespace Flint.Host.Cli;

/// <summary>How an exception ends the program: one line on stderr and an exit code.</summary>
internal static class CliFailure
{
    /// <summary>Writes <c>flint: …</c> and returns the exit code.</summary>
    public static int Report(Exception e, TextWriter error)
    {
        Write(Text(e), error);
        return Code(e);
    }

    /// <summary>Writes <c>flint: …</c>, on one line whatever the text holds.</summary>
    public static void Write(string text, TextWriter error) => error.WriteLine($"flint: {OneLine.Escape(text)}");

    private static int Code(Exception e) => e switch
    {
        LimitNotConfiguredException => ExitCode.Failure,
        UsageException or InvalidInputException => ExitCode.Usage,
        NoDataDirectoryException => ExitCode.NoDataDirectory,
        _ => ExitCode.Failure,
    };

    private static string Text(Exception e) => e switch
    {
        OperationCanceledException => "cancelled",
        FlintException or UsageException or NoDataDirectoryException or HeldByServerException or IOException or UnauthorizedAccessException => e.Message,
        _ => $"{e.GetType().Name}: {e.Message}",
    };
}
