using System.CommandLine;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit reset KEY</c></summary>
internal static class LimitReset
{
    public static Command Create(Session session)
    {
        var key = new Argument<string>("KEY") { Description = "The key to give its full quota back." };
        var command = new Verb(
            "reset",
            "Give a key its full quota back; totals stay.",
            "flint limit reset api:user-42") { key };
        command.SetAction((line, ct) => session.WithLimiterAsync(
            line,
            async limiter =>
            {
                await limiter.ResetAsync(line.GetRequiredValue(key), ct);
                session.Printer(line).Word("reset");
                return ExitCode.Done;
            },
            ct));
        return command;
    }
}
