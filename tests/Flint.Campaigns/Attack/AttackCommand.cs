using System.CommandLine;
using System.Runtime.InteropServices;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Attack;

/// <summary>The campaigns of very many made-up keys.</summary>
internal static class AttackCommand
{
    /// <summary>The command of the process under attack, which a campaign starts.</summary>
    public const string Flooded = "flooded-process";

    public static readonly Option<int> Keys = new("--keys") { Description = "How many distinct keys an attack is made of.", DefaultValueFactory = _ => 2_000_000 };
    public static readonly Option<int> Callers = new("--callers") { Description = "How many attackers there are: each waits for its answer.", DefaultValueFactory = _ => 64 };
    public static readonly Option<int> Rounds = new("--rounds") { Description = "How often it is quiet and then under attack.", DefaultValueFactory = _ => 5 };
    public static readonly Option<int> Quiet = new("--quiet-ms") { Description = "For how long it is quiet each time.", DefaultValueFactory = _ => 5_000 };
    private static readonly Option<string?> Only = new("--only") { Description = "One part alone." };

    public static void AddTo(RootCommand root, Option<int?> seed)
    {
        Only.AcceptOnlyFromAmong("flood", "forgotten", "unknown");
        var attack = new Command("attack", "2,000,000 made-up keys: beside legitimate ones in a process held to 512 MB; an hour later; and such that nothing speaks for.") { Keys, Callers, Rounds, Only };
        attack.SetAction(async line =>
        {
            var report = new Report(Console.Out);
            var (keys, chosen, only) = (line.GetValue(Keys), line.GetValue(seed) ?? Random.Shared.Next(1_000_000), line.GetValue(Only));
            report.Say($"attack: {keys} keys, seed {chosen}; {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
            if (only is null or "flood")
                await report.GuardAsync(() => new FloodCampaign(keys, chosen) { Callers = line.GetValue(Callers), Rounds = line.GetValue(Rounds) }.RunAsync(report));
            if (only is null or "forgotten")
                await report.GuardAsync(() => new ForgottenKeysCampaign(keys, chosen).RunAsync(report));
            if (only is null or "unknown")
                await report.GuardAsync(() => new UnknownKeysCampaign(keys, chosen).RunAsync(report));
            report.Say(report.Violations.Count > 0 ? $"{report.Violations.Count} violations; seed {chosen}" : "no violation");
            return report.Violations.Count > 0 ? 1 : 0;
        });
        root.Add(attack);

        var flooded = new Command(Flooded) { Keys, Callers, Rounds, Quiet };
        flooded.Hidden = true;
        flooded.SetAction(async line =>
        {
            var process = new FloodedProcess(line.GetValue(Keys), line.GetValue(seed) ?? 0)
            {
                Callers = line.GetValue(Callers),
                Rounds = line.GetValue(Rounds),
                Quiet = TimeSpan.FromMilliseconds(line.GetValue(Quiet)),
            };
            Console.WriteLine((await process.RunAsync()).ToLine());
        });
        root.Add(flooded);
    }
}
