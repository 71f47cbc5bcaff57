using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit history KEY</c></summary>
internal static class LimitHistory
{
    public static Command Create(Session session)
    {
        var key = new Argument<string>("KEY") { Description = "The key to look at." };
        var command = new Verb(
            "history",
            "Show what happened to a key last, oldest first; nothing if it was never configured.",
            "flint limit history api:user-42") { key };
        command.SetAction((line, ct) => session.WithLimiterAsync(
            line,
            async limiter =>
            {
                var events = new List<EventReply>();
                await foreach (var past in limiter.HistoryAsync(line.GetRequiredValue(key), ct))
                    events.Add(EventReply.From(past));
                session.Printer(line).Value(events, FlintJson.Indented.IReadOnlyListEventReply, Tables.Events);
                return ExitCode.Done;
            },
            ct));
        return command;
    }
}
