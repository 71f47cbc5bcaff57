using System.Diagnostics;
using System.Globalization;
using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.AspNetCore;

/// <summary>
/// What a limit in front of an endpoint costs a request, on Kestrel over the loopback: Flint's middleware with an embedded limiter in batch, beside the framework's
/// token bucket in memory and beside no limit. The sides take turns, so that all meet the same neighbours.
/// </summary>
internal sealed class MiddlewareBenchmark(BenchmarkOptions options, TextWriter to)
{
    // The runtime compiles a path a second and a third time while it is hot: seconds go by until it is what an app runs.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    /// <summary>Measures with these numbers of callers.</summary>
    public async Task RunAsync(IReadOnlyList<int> callers)
    {
        using var directory = new TemporaryDirectory(options.Directory);
        await using var limiter = await Limiter.OpenAsync(Scenarios.Limits.Options(directory.Path, Scenarios.Mode.Batch));
        await using var none = await WebSide.WithoutAsync();
        await using var framework = await WebSide.WithFrameworkAsync();
        await using var flint = await WebSide.WithFlintAsync(limiter);
        WebSide[] sides = [none, framework, flint];
        foreach (var side in sides)
            await RunAsync(side, callers.Max(), WarmUp);

        to.WriteLine("| callers | no limit p50 µs | framework's token bucket p50 µs | Flint p50 µs | Flint − framework µs | no limit µs of CPU | framework | Flint |\n|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var count in callers)
        {
            var rounds = new List<Cost[]>();
            for (var round = 0; round < options.Rounds; round++)
            {
                var costs = new Cost[sides.Length];
                for (var turn = 0; turn < sides.Length; turn++)
                {
                    var side = (round + turn) % sides.Length;
                    costs[side] = await RunAsync(sides[side], count, options.Length);
                }
                rounds.Add(costs);
            }
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {count} | {Median(rounds, r => r[0].P50):F1} | {Median(rounds, r => r[1].P50):F1} | {Median(rounds, r => r[2].P50):F1} | {Median(rounds, r => r[2].P50 - r[1].P50):F1} "
                + $"| {Median(rounds, r => r[0].Cpu):F1} | {Median(rounds, r => r[1].Cpu):F1} | {Median(rounds, r => r[2].Cpu):F1} |"));
        }
    }

    private static async Task<Cost> RunAsync(WebSide side, int callers, TimeSpan length)
    {
        GC.Collect();
        var latencies = new Latencies(callers);
        var cpu = Environment.CpuUsage.TotalTime;
        var count = await ClosedLoop.RunAsync(
            callers,
            length,
            async (caller, _) =>
            {
                var start = Stopwatch.GetTimestamp();
                var status = await side.GetAsync();
                latencies.Add(caller, Stopwatch.GetTimestamp() - start);
                return status;
            },
            status => status == 200);
        return new Cost(latencies.Stop().Microseconds(0.5), (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count);
    }

    private static double Median(List<Cost[]> rounds, Func<Cost[], double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

    // Of a request, its client included, in microseconds.
    private readonly record struct Cost(double P50, double Cpu);
}
