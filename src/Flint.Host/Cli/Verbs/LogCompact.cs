using System.CommandLine;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>log compact</c></summary>
internal static class LogCompact
{
    public static Command Create(Session session)
    {
        var command = new Verb(
            "compact",
            "Fold what the log holds into a snapshot.",
            "flint log compact",
            "flint --server http://127.0.0.1:7878 log compact");
        command.SetAction((line, ct) => session.WithLimiterAsync(
            line,
            async limiter =>
            {
                await session.ShowAsync(line, "compacting", () => limiter.CompactAsync(ct));
                session.Printer(line).Word("compacted");
                return ExitCode.Done;
            },
            ct));
        return command;
    }
}
