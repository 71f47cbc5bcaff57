using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit peek KEY [--cost 1]</c></summary>
internal static class LimitPeek
{
    public static Command Create(Session session)
    {
        var key = new Argument<string>("KEY") { Description = "The key to ask." };
        var cost = WholeNumber.Option("--cost", "What would be charged; left out: 1.");
        var command = new Command("peek", "Say what a check would answer, and change nothing; exit code 1 if the limit has no room.") { key, cost };
        command.SetAction((line, ct) =>
        {
            var item = line.GetValue(cost) is { } given ? new CheckItem(line.GetRequiredValue(key), given) : new CheckItem(line.GetRequiredValue(key));
            LimitRules.RequireCost(item.Cost);
            return session.WithLimiterAsync(
                line,
                async limiter =>
                {
                    var result = await limiter.PeekAsync(item.Key, item.Cost, ct);
                    session.Printer(line).Value(CheckReply.From(result), FlintJson.Indented.CheckReply, reply => Tables.Checks([reply]));
                    return result.Allowed ? ExitCode.Done : ExitCode.Denied;
                },
                ct);
        });
        return command;
    }
}
