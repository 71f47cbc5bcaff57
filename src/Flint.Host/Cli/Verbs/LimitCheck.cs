using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit check KEY [--cost 1]</c></summary>
internal static class LimitCheck
{
    public static Command Create(Session session)
    {
        var key = new Argument<string>("KEY") { Description = "The key to charge." };
        var cost = WholeNumber.Option("--cost", "What to charge; left out: 1.");
        var command = new Command("check", "Charge a key if its limit has room; exit code 1 if it has not.") { key, cost };
        command.SetAction((line, ct) =>
        {
            var item = line.GetValue(cost) is { } given ? new CheckItem(line.GetRequiredValue(key), given) : new CheckItem(line.GetRequiredValue(key));
            LimitRules.RequireCost(item.Cost);
            return session.WithLimiterAsync(
                line,
                async limiter =>
                {
                    var result = await limiter.CheckAsync(item.Key, item.Cost, ct);
                    session.Printer(line).Value(CheckReply.From(result), FlintJson.Indented.CheckReply, reply => Tables.Checks([reply]));
                    return result.Allowed ? ExitCode.Done : ExitCode.Denied;
                },
                ct);
        });
        return command;
    }
}
