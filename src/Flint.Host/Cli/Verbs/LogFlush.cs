using System.CommandLine;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>log flush</c></summary>
internal static class LogFlush
{
    public static Command Create(Session session)
    {
        var command = new Command("flush", "Put everything that was answered onto the disk.");
        command.SetAction((line, ct) => session.WithLimiterAsync(
            line,
            async limiter =>
            {
                await limiter.FlushAsync(ct);
                session.Printer(line).Word("flushed");
                return ExitCode.Done;
            },
            ct));
        return command;
    }
}
