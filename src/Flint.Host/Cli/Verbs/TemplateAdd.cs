using System.CommandLine;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>template add PATTERN --rate N --per D [--algorithm A] [--idle-ttl D]</c></summary>
internal static class TemplateAdd
{
    public static Command Create(Session session)
    {
        var pattern = new Argument<string>("PATTERN") { Description = "The beginning of keys and a * behind it, such as 'ip:*' (in quotes: the shell knows the * too), or one key." };
        var rate = WholeNumber.Option("--rate", "How much each key may spend in a period.");
        rate.Required = true;
        var per = new Option<string>("--per") { Description = "The period, such as 250ms, 10s, 1m, 2h or 1d.", HelpName = "D", Required = true };
        var algorithm = new Option<string?>("--algorithm")
        {
            Description = $"How each key counts: {string.Join(", ", AlgorithmNames.All)}; left out: {Algorithm.TokenBucket.Name()}.",
            HelpName = "A",
        };
        var idleTtl = new Option<string?>("--idle-ttl") { Description = "For how long a key is idle, with its quota full, before it is forgotten; left out: as flint.conf says.", HelpName = "D" };
        var command = new Verb(
            "add",
            "Give keys that have no limit of their own a limit, or change it.",
            "flint template add 'ip:*' --rate 100 --per 1m",
            "flint template add 'user:*' --rate 1000 --per 1h --idle-ttl 1d") { pattern, rate, per, algorithm, idleTtl };
        command.SetAction((line, ct) =>
        {
            // Judged before the directory is opened: what is refused must not create one.
            var name = line.GetRequiredValue(pattern);
            var units = line.GetRequiredValue(rate)!.Value;
            LimitRules.RequirePattern(name);
            LimitRules.RequireRate(units);
            var period = Duration.Parse(line.GetRequiredValue(per));
            TimeSpan? idle = line.GetValue(idleTtl) is { } given ? Duration.Parse(given) : null;
            var counting = line.GetValue(algorithm) is { } chosen ? AlgorithmNames.Parse(chosen) : Algorithm.TokenBucket;
            return session.WithNewLimiterAsync(
                line,
                async limiter =>
                {
                    await limiter.TemplateAsync(name, units, period, counting, idle, ct);
                    session.Printer(line).Word("configured");
                    return ExitCode.Done;
                },
                ct);
        });
        return command;
    }
}
