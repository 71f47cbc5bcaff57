using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit check KEY [--cost 1]</c>, and <c>limit peek</c>, which asks the same and charges nothing.</summary>
internal static class LimitCheck
{
    public static Command Create(Session session) => Create(
        session,
        new Verb(
            "check",
            "Charge a key if its limit has room; exit code 1 if it has not.",
            "flint limit check api:user-42",
            "flint limit check api:user-42 --cost 5",
            "flint limit check api:user-42 > /dev/null && echo allowed"),
        new Argument<string>("KEY") { Description = "The key to charge." },
        WholeNumber.Option("--cost", "What to charge; left out: 1."),
        (limiter, item, ct) => limiter.CheckAsync(item.Key, item.Cost, ct));

    public static Command CreatePeek(Session session) => Create(
        session,
        new Verb(
            "peek",
            "Say what a check would answer, and change nothing; exit code 1 if the limit has no room.",
            "flint limit peek api:user-42 --cost 50"),
        new Argument<string>("KEY") { Description = "The key to ask." },
        WholeNumber.Option("--cost", "What would be charged; left out: 1."),
        (limiter, item, ct) => limiter.PeekAsync(item.Key, item.Cost, ct));

    private static Command Create(
        Session session, Command command, Argument<string> key, Option<long?> cost, Func<ILimiter, CheckItem, CancellationToken, ValueTask<CheckResult>> ask)
    {
        command.Add(key);
        command.Add(cost);
        command.SetAction((line, ct) =>
        {
            var item = line.GetValue(cost) is { } given ? new CheckItem(line.GetRequiredValue(key), given) : new CheckItem(line.GetRequiredValue(key));
            LimitRules.RequireCost(item.Cost);
            return session.WithLimiterAsync(
                line,
                async limiter =>
                {
                    var result = await ask(limiter, item, ct);
                    session.Printer(line).Value(CheckReply.From(result), FlintJson.Indented.CheckReply, reply => Tables.Checks([reply]));
                    return result.Allowed ? ExitCode.Done : ExitCode.Denied;
                },
                ct);
        });
        return command;
    }
}
