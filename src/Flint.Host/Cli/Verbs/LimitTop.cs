using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit top [--by denied|allowed] [--limit 20]</c></summary>
internal static class LimitTop
{
    public static Command Create(Session session)
    {
        var by = new Option<string?>("--by") { Description = "What to rank by, denied or allowed; left out: denied.", HelpName = "TOTAL" };
        var limit = WholeNumber.Positive("--limit", "How many keys to show at most; left out: 20.");
        var command = new Verb(
            "top",
            "Show the keys with the most denials or grants, highest first.",
            "flint limit top",
            "flint limit top --by allowed --limit 5") { by, limit };
        command.SetAction((line, ct) =>
        {
            var selector = line.GetValue(by) is { } name ? TopSelectors.Parse(name) : TopBy.Denied;
            return session.WithLimiterAsync(
                line,
                async limiter =>
                {
                    var top = line.GetValue(limit) is { } count ? await limiter.TopAsync(selector, count, ct) : await limiter.TopAsync(selector, ct: ct);
                    session.Printer(line).Value([.. top.Select(TopReply.From)], FlintJson.Indented.IReadOnlyListTopReply, Tables.Top);
                    return ExitCode.Done;
                },
                ct);
        });
        return command;
    }
}
