namespace Flint.Host.Cli;

/// <summary>What the program's exit says to scripts.</summary>
internal static class ExitCode
{
    /// <summary>Allowed, or done.</summary>
    public const int Done = 0;

    /// <summary>A check was denied.</summary>
    public const int Denied = 1;

    /// <summary>The command line, or what it asks for, is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A failure, damage, a locked directory or a key without a limit.</summary>
    public const int Failure = 3;

    /// <summary>There is no data directory.</summary>
    public const int NoDataDirectory = 4;
}
