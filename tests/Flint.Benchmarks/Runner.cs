using System.Diagnostics;
using Flint.Benchmarks.Load;
using Flint.Benchmarks.Results;
using Flint.Benchmarks.Scenarios;
using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks;

/// <summary>Runs scenarios: a warm-up of all sides, then rounds in which one side follows the other, so that all meet the same neighbours; who comes first takes turns.</summary>
internal sealed class Runner(BenchmarkOptions options, Servers servers)
{
    // Rounds, where one has little work, as a list, or its process has just been started: else it would be measured while its code is being compiled.
    private const int LongWarmUp = 6;

    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);

    /// <summary>What could not be measured, and why.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>Whether one of the scenarios broke.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>What of these is to be run.</summary>
    public IEnumerable<Scenario> Chosen(IEnumerable<Scenario> scenarios) => scenarios
        .Where(scenario => scenario.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase) && !(options.IsQuick && scenario.IsLong));

    /// <summary>Runs what is chosen of these.</summary>
    public async IAsyncEnumerable<Result> RunAsync(IEnumerable<Scenario> scenarios)
    {
        // The code that all scenarios share is compiled for good before the first of them is measured.
        foreach (var scenario in Catalog.WarmUp)
            await RunAsync(scenario, rounds: 1, options.Length * 2);

        foreach (var scenario in Chosen(scenarios))
        {
            if (scenario.Obstacle() is { } obstacle)
            {
                _notes.Add($"{scenario.Work}: {obstacle}");
                continue;
            }
            Result result;
            try
            {
                result = await RunAsync(scenario, options.Rounds, options.Length);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                HasFailed = true;
                _notes.Add($"{scenario.Name} broke: {e.Message}");
                Console.Error.WriteLine(e);
                continue;
            }
            yield return result;
        }
    }

    private async Task<Result> RunAsync(Scenario scenario, int rounds, TimeSpan length)
    {
        using var directory = new TemporaryDirectory(options.Directory);
        var place = new Place(directory.Path, options, servers);
        var own = await scenario.OpenAsync(place);
        var beside = new List<(Yardstick Yardstick, IWork Work)>();
        try
        {
            foreach (var yardstick in scenario.Beside)
            {
                if (yardstick.Obstacle() is { } obstacle)
                    _notes.Add($"{yardstick.Name}: {obstacle}");
                else
                    beside.Add((yardstick, await yardstick.OpenAsync(place)));
            }
            var begun = Stopwatch.GetTimestamp();
            do
                await RoundAsync(part: 0.5, isOwnFirst: false);
            while ((scenario.StartsCold || scenario.Compared == Metric.Milliseconds) && Stopwatch.GetElapsedTime(begun) < length * LongWarmUp);
            var measured = new List<Round>();
            for (var round = 0; round < rounds; round++)
                measured.Add(await RoundAsync(part: 1, isOwnFirst: round % 2 == 1));
            return new Result(scenario, [.. beside.Select(side => side.Yardstick.Name)], measured);
        }
        finally
        {
            foreach (var (_, work) in beside)
                await work.DisposeAsync();
            await own.DisposeAsync();
        }

        async Task<Round> RoundAsync(double part, bool isOwnFirst)
        {
            var first = isOwnFirst ? await SideAsync(own, part) : null;
            var samples = new List<Sample>();
            foreach (var (yardstick, work) in beside)
                samples.Add(await SideAsync(work, part * yardstick.Part));
            return new Round(first ?? await SideAsync(own, part), samples);
        }

        Task<Sample> SideAsync(IWork work, double part)
        {
            GC.Collect();
            return work.RunAsync(length * part);
        }
    }
}
