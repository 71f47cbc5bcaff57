using System.CommandLine;
using Flint.Benchmarks;
using Flint.Benchmarks.AspNetCore;
using Flint.Benchmarks.Commands;
using Flint.Benchmarks.Compaction;
using Flint.Benchmarks.Report;
using Flint.Benchmarks.Scale;
using Flint.Benchmarks.Yardsticks;

var quick = new Option<bool>("--quick") { Description = "One short round: to see that it runs, not how fast." };
var rounds = new Option<int?>("--rounds") { Description = "Rounds of each side, of which the median counts; left out: 5." };
var seconds = new Option<double?>("--seconds") { Description = "The length of a round; left out: 1." };
var only = new Option<string?>("--only") { Description = "Only the scenarios whose line holds this text, such as \"one key | batch\"." };
var directory = new Option<string?>("--directory") { Description = "Where the logs are written; left out: the system's temporary directory." };

var json = new Option<string?>("--json") { Description = "Writes the report as JSON into this file as well." };
var markdown = new Option<string?>("--markdown") { Description = "Writes the short table, the whole table and the targets as sections of a page into this file." };

var command = new RootCommand("Measures Flint.Actors beside yardsticks on this machine, prints a Markdown table and holds the figures against the targets.") { quick, rounds, seconds, only, directory };
foreach (var option in command.Options)
    option.Recursive = true;
command.Options.Add(json);
command.Options.Add(markdown);
var compaction = new Command("compaction", "Measures compaction: its cost, and what it costs those who check meanwhile.");
compaction.SetAction(async line =>
{
    var options = Options(line);
    Console.WriteLine(Machine.Describe(options) + "\n");
    var benchmark = new CompactionBenchmark(options, Console.Out);
    await benchmark.RunAsync(line.GetValue(quick) ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000]);
    await benchmark.RunBesideAsync(line.GetValue(quick) ? 10_000 : 1_000_000);
});
command.Add(compaction);
var scale = new Command("scale", "Measures what many sleeping keys cost: memory, opening, looking at one and at all of them.");
scale.SetAction(async line =>
{
    var options = Options(line);
    Console.WriteLine(Machine.Describe(options) + "\n");
    await new ScaleBenchmark(options, Console.Out).RunAsync(line.GetValue(quick) ? 20_000 : 1_000_000);
});
command.Add(scale);
var web = new Command("aspnetcore", "Measures what the middleware costs a request, beside the framework's own and no limit.");
web.SetAction(async line =>
{
    var options = Options(line);
    Console.WriteLine(Machine.Describe(options) + "\n");
    await new MiddlewareBenchmark(options, Console.Out).RunAsync([1, 16]);
});
command.Add(web);
var micro = new Command("micro", "Measures the pure parts with BenchmarkDotNet; what follows goes to it.") { TreatUnmatchedTokensAsErrors = false };
micro.SetAction(line => MicroCommand.RunAsync(line.UnmatchedTokens));
command.Add(micro);
var answer = new Argument<string>("answer") { Description = "The file whose bytes are the answer." };
var kestrel = new Command(BareKestrel.Command, "Serves a file: what the host is measured beside.") { answer };
kestrel.Hidden = true;
kestrel.SetAction(line => BareKestrel.RunAsync(line.GetValue(answer)!));
command.Add(kestrel);
command.SetAction(line => CompareCommand.RunAsync(Options(line), line.GetValue(json), line.GetValue(markdown)));
return await command.Parse(args).InvokeAsync();

BenchmarkOptions Options(ParseResult line)
{
    var isQuick = line.GetValue(quick);
    return new BenchmarkOptions(
        Rounds: Math.Max(1, line.GetValue(rounds) ?? (isQuick ? 1 : 5)),
        Length: TimeSpan.FromSeconds(line.GetValue(seconds) ?? (isQuick ? 0.2 : 1)),
        Only: line.GetValue(only) ?? "",
        Directory: line.GetValue(directory) ?? Path.GetTempPath(),
        IsQuick: isQuick);
}
