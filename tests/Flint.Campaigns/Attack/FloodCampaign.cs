using System.Globalization;
using Flint.Campaigns.Support;

namespace Flint.Campaigns.Attack;

/// <summary>
/// Very many distinct keys that match a template, checked in a process whose heap may not outgrow half a gigabyte: it lives, and who checks keys that somebody configured is answered nearly as soon.
/// </summary>
internal sealed record FloodCampaign(int Keys, int Seed)
{
    private const int HeapMiB = 512;
    private const int MostTimesAsLong = 5;
    private const int MaxResident = 20_000; // as flint.conf says

    public int Callers { get; init; } = 64;

    public int Rounds { get; init; } = 5;

    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether what checks take is held against the clock.</summary>
    public bool IsTimed { get; init; } = true;

    public async Task RunAsync(Report report)
    {
        var (exitCode, figures) = await RunProcessAsync(report);
        report.Require(exitCode == 0 && figures is not null, $"flood: the process under attack ended with {exitCode}");
        if (figures is null)
            return;
        var (legitimate, attack, memory) = (figures.Legitimate, figures.Attack, figures.Memory);
        var times = figures.Rounds.Select(round => round.Beside / round.Quiet).Order().ElementAt(figures.Rounds.Count / 2);
        report.Say("| round | legitimate checks, median and p99 in µs | beside the attack | p99, times as long | latest call, µs | made-up keys a second |");
        report.Say("|---|---:|---:|---:|---:|---:|");
        foreach (var (index, round) in figures.Rounds.Index())
            report.Say(string.Create(CultureInfo.InvariantCulture, $"| {index + 1} | {round.QuietMedian:N0}, {round.Quiet:N0} | {round.Median:N0}, {round.Beside:N0} | {round.Beside / round.Quiet:0.0} | {round.LatestCall:N0} | {round.KeysASecond:N0} |"));
        report.Say(string.Create(CultureInfo.InvariantCulture, $"flood: {attack.Granted} made-up keys granted, {attack.Overloaded} refused since too many waited, beside {legitimate.Granted} legitimate checks; {times:0.0} times their p99"));
        report.Say(string.Create(CultureInfo.InvariantCulture, $"flood: at most {memory.Heap:N0} MiB of heap, {memory.WorkingSet:N0} MiB of working set, {memory.Awake} keys awake; {memory.PausedPercent:0.0}% of the time paused for the garbage collector"));

        report.Require(legitimate.Failure is null && legitimate.Granted == legitimate.Asked, $"flood: of {legitimate.Asked} legitimate checks {legitimate.Granted} were granted: {legitimate.Failure}");
        report.Require(legitimate.Counted == legitimate.Granted, $"flood: {legitimate.Granted} legitimate checks were granted, {legitimate.Counted} counted");
        report.Require(attack.Granted + attack.Overloaded == Keys && attack.Listed == attack.Granted, $"flood: of {Keys} made-up keys {attack.Granted} were granted and {attack.Overloaded} refused, {attack.Listed} listed");
        report.Require(memory.Awake <= MaxResident + (2 * Callers), $"flood: {memory.Awake} keys were awake");
        report.Require(!IsTimed || times <= MostTimesAsLong, string.Create(CultureInfo.InvariantCulture, $"flood: legitimate checks take {times:0.0} times as long"));
    }

    private async Task<(int ExitCode, FloodFigures? Figures)> RunProcessAsync(Report report)
    {
        using var process = DotNet.Start(
            AppContext.BaseDirectory,
            [
                ("DOTNET_GCHeapHardLimit", (HeapMiB * 1048576L).ToString("x", CultureInfo.InvariantCulture)),
                ("DOTNET_gcConcurrent", "1"), // as in any program that does not say otherwise, which this one does
            ],
            [
                typeof(FloodCampaign).Assembly.Location, AttackCommand.Flooded, "--seed", Text(Seed), AttackCommand.Keys.Name, Text(Keys), AttackCommand.Callers.Name, Text(Callers),
                AttackCommand.Rounds.Name, Text(Rounds), AttackCommand.Quiet.Name, Text((int)Quiet.TotalMilliseconds),
            ]);
        FloodFigures? figures = null;
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                figures ??= FloodFigures.TryParse(line);
                if (figures is null)
                    report.Say(line);
            }
            await process.WaitForExitAsync();
            return (process.ExitCode, figures);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
