using System.Runtime.CompilerServices;
using Flint.Benchmarks.Scenarios;
using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks;

/// <summary>Runs scenarios: a warm-up, then rounds in turn with the raw disk, so that both sides meet the same neighbours.</summary>
internal sealed class Runner(BenchmarkOptions options)
{
    public async IAsyncEnumerable<Result> RunAsync(IEnumerable<Scenario> scenarios, [EnumeratorCancellation] CancellationToken stop)
    {
        await WarmUpAsync(stop);
        foreach (var scenario in scenarios.Where(s => s.ToString().Contains(options.Only, StringComparison.OrdinalIgnoreCase)))
            yield return await RunAsync(scenario, stop);
    }

    // The code that all scenarios share is compiled for good before the first of them is measured.
    private async Task WarmUpAsync(CancellationToken stop)
    {
        foreach (var scenario in Catalog.WarmUp())
        {
            stop.ThrowIfCancellationRequested();
            using var directory = new TemporaryDirectory(options.Directory);
            await using var work = await scenario.Open(directory.Path);
            await work.RunAsync(options.Length * 2);
        }
    }

    private async Task<Result> RunAsync(Scenario scenario, CancellationToken stop)
    {
        using var directory = new TemporaryDirectory(options.Directory);
        using var raw = new RawAppend(directory.Path, scenario.IsDurable);
        await using var work = await scenario.Open(directory.Path);
        raw.Run(options.Length / 4);
        await work.RunAsync(options.Length);

        var rounds = new List<Round>();
        for (var i = 0; i < options.Rounds; i++)
        {
            stop.ThrowIfCancellationRequested();
            GC.Collect();
            var yardstick = raw.Run(options.Length / 4);
            rounds.Add(new Round(await work.RunAsync(options.Length), yardstick));
        }
        return new Result(scenario, rounds);
    }
}
