using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit list</c></summary>
internal static class LimitList
{
    public static Command Create(Session session)
    {
        var command = new Verb(
            "list",
            "Show every limit and what is left of it.",
            "flint limit list",
            "flint limit list --data-dir /var/lib/flint --json");
        command.SetAction((line, ct) => session.WithLimiterAsync(
            line,
            async limiter =>
            {
                var limits = new List<StatusReply>();
                await foreach (var status in limiter.ListAsync(ct: ct))
                    limits.Add(StatusReply.From(status));
                session.Printer(line).Value(limits, FlintJson.Indented.IReadOnlyListStatusReply, Tables.Limits);
                return ExitCode.Done;
            },
            ct));
        return command;
    }
}
