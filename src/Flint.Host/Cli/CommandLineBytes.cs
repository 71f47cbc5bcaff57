using System.Text.Unicode;

namespace Flint.Host.Cli;

/// <summary>
/// .NET decodes arguments with replacement: two keys that are not UTF-8 would become one. Where an argument holds the replacement character,
/// the bytes are looked at as the kernel has them.
/// </summary>
internal static class CommandLineBytes
{
    private const string OwnCommandLine = "/proc/self/cmdline";

    /// <summary>Refuses arguments that were not valid UTF-8, where the system lets us see.</summary>
    /// <exception cref="UsageException">They were not.</exception>
    public static void RequireUtf8(IReadOnlyList<string> args)
    {
        if (args.Any(arg => arg.Contains('\uFFFD', StringComparison.Ordinal)) && File.Exists(OwnCommandLine))
            RequireUtf8(File.ReadAllBytes(OwnCommandLine));
    }

    /// <summary>Refuses bytes that are not UTF-8.</summary>
    /// <exception cref="UsageException">They are not.</exception>
    public static void RequireUtf8(ReadOnlySpan<byte> commandLine)
    {
        if (!Utf8.IsValid(commandLine))
            throw new UsageException("the command line must be valid UTF-8");
    }
}
