using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit status KEY</c></summary>
internal static class LimitStatusVerb
{
    public static Command Create(Session session)
    {
        var key = new Argument<string>("KEY") { Description = "The key to look at." };
        var command = new Verb(
            "status",
            "Show a limit, what is left of it and what it has counted; null if there is none.",
            "flint limit status api:user-42") { key };
        command.SetAction((line, ct) => session.WithLimiterAsync(
            line,
            async limiter =>
            {
                var status = await limiter.StatusAsync(line.GetRequiredValue(key), ct);
                session.Printer(line).Value(status is null ? null : StatusReply.From(status), FlintJson.Indented.StatusReply!, Tables.Status);
                return ExitCode.Done;
            },
            ct));
        return command;
    }
}
