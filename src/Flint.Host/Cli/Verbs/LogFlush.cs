using System.CommandLine;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>log flush</c></summary>
internal static class LogFlush
{
    public static Command Create(Session session)
    {
        var command = new Verb(
            "flush",
            "Put everything that was answered onto the disk.",
            "flint log flush",
            "flint --server http://127.0.0.1:7878 log flush");
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
