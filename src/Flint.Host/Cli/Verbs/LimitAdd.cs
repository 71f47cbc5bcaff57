using System.CommandLine;

namespace Flint.Host.Cli.Verbs;

/// <summary><c>limit add KEY --rate N --per D [--algorithm A]</c></summary>
internal static class LimitAdd
{
    public static Command Create(Session session)
    {
        var key = new Argument<string>("KEY") { Description = "The key to limit." };
        var rate = WholeNumber.Option("--rate", "How much may be spent in a period.");
        rate.Required = true;
        var per = new Option<string>("--per") { Description = "The period, such as 250ms, 10s, 1m, 2h or 1d.", HelpName = "D", Required = true };
        var algorithm = new Option<string?>("--algorithm")
        {
            Description = $"How the limit counts: {string.Join(", ", AlgorithmNames.All)}; left out: {Algorithm.TokenBucket.Name()}.",
            HelpName = "A",
        };
        var command = new Verb(
            "add",
            "Configure a limit, or change it.",
            "flint limit add api:user-42 --rate 100 --per 1m",
            "flint limit add login:ada --rate 5 --per 15m --algorithm sliding_window_log",
            "flint --server http://127.0.0.1:7878 limit add jobs --rate 20 --per 10s") { key, rate, per, algorithm };
        command.SetAction((line, ct) =>
        {
            // Judged before the directory is opened: what is refused must not create one.
            var name = line.GetRequiredValue(key);
            var units = line.GetRequiredValue(rate)!.Value;
            LimitRules.RequireKey(name);
            LimitRules.RequireRate(units);
            var period = Duration.Parse(line.GetRequiredValue(per));
            var counting = line.GetValue(algorithm) is { } chosen ? AlgorithmNames.Parse(chosen) : Algorithm.TokenBucket;
            return session.WithNewLimiterAsync(
                line,
                async limiter =>
                {
                    await limiter.LimitAsync(name, units, period, counting, ct);
                    session.Printer(line).Word("configured");
                    return ExitCode.Done;
                },
                ct);
        });
        return command;
    }
}
