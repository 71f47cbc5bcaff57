using System.CommandLine;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Flint.Host.Cli.Output;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit check-all KEY… [--cost KEY=N]… | [--costs 1,10,1]</c></summary>
internal static class LimitCheckAll
{
    public static Command Create(Session session)
    {
        // None is for the limiter to refuse, with the same words as at every other door.
        var keys = new Argument<string[]>("KEY") { Description = "The keys to charge.", Arity = ArgumentArity.ZeroOrMore };
        var cost = new Option<string[]>("--cost")
        {
            Description = "What to charge one of the keys; may be repeated. Left out: 1.",
            HelpName = "KEY=N",
            Arity = ArgumentArity.OneOrMore,
        };
        var costs = new Option<string?>("--costs") { Description = "What to charge each of the keys, in their order, such as 1,10,1.", HelpName = "N,N…" };
        var command = new Verb(
            "check-all",
            "Charge every key or none; exit code 1 if one of them has no room.",
            "flint limit check-all api:user-42 login:ada",
            "flint limit check-all api:user-42 login:ada --cost api:user-42=10",
            "flint limit check-all api:user-42 login:ada --costs 10,1") { keys, cost, costs };
        command.SetAction((line, ct) =>
        {
            var items = Costs.Assign(line.GetValue(keys) ?? [], line.GetValue(cost) ?? [], line.GetValue(costs));
            return session.WithLimiterAsync(
                line,
                async limiter =>
                {
                    var result = await limiter.CheckAllAsync(items, ct);
                    session.Printer(line).Value(
                        CheckAllReply.From(result), FlintJson.Indented.CheckAllReply, reply => Tables.Checks(reply.Results));
                    return result.Allowed ? ExitCode.Done : ExitCode.Denied;
                },
                ct);
        });
        return command;
    }
}
