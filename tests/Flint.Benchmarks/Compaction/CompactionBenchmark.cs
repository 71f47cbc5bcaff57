using System.Diagnostics;
using System.Globalization;
using Flint.Actors.Journal.Log;
using Flint.Benchmarks.Load;
using Flint.Hosting;

namespace Flint.Benchmarks.Compaction;

/// <summary>What compaction costs, and what it costs those who check meanwhile.</summary>
internal sealed class CompactionBenchmark(BenchmarkOptions options, TextWriter to)
{
    private const int Callers = 64;

    /// <summary>Opens and compacts logs of these lengths.</summary>
    public async Task RunAsync(IEnumerable<int> lengths)
    {
        to.WriteLine("| log lines | log MiB | open s | compact s | s of CPU | snapshot + log B afterwards |\n|---:|---:|---:|---:|---:|---:|");
        foreach (var lines in lengths)
        {
            var rounds = new List<Compacted>();
            for (var round = 0; round <= options.Rounds; round++)
                rounds.Add(await CompactAsync(lines));
            rounds.RemoveAt(0); // compiled the code
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {lines:N0} | {rounds[0].Bytes / 1048576.0:F1} | {Median(rounds, r => r.Open):F2} | {Median(rounds, r => r.Wall):F2} | {Median(rounds, r => r.Cpu):F2} | {rounds[0].After:N0} |"));
        }
    }

    /// <summary>Checks beside a compaction of so many lines, in turn with checks alone.</summary>
    public async Task RunBesideAsync(int lines)
    {
        to.WriteLine($"\n| {Callers} callers on 10 keys | alone p50 µs | p99 µs | checks/s | while compacting p50 µs | p99 µs | checks/s | p99 ratio |\n|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var isDurable in new[] { true, false })
        {
            var rounds = new List<(Latencies Alone, Latencies Beside)>();
            for (var round = 0; round <= options.Rounds; round++)
                rounds.Add(await BesideAsync(lines, isDurable));
            rounds.RemoveAt(0);
            double Of(Func<(Latencies Alone, Latencies Beside), double> value) => Median(rounds, value);
            to.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {(isDurable ? "always" : "batch")} | {Of(r => r.Alone.Microseconds(0.5)):F0} | {Of(r => r.Alone.Microseconds(0.99)):F0} | {Of(r => r.Alone.PerSecond):N0} "
                + $"| {Of(r => r.Beside.Microseconds(0.5)):F0} | {Of(r => r.Beside.Microseconds(0.99)):F0} | {Of(r => r.Beside.PerSecond):N0} | {Of(r => r.Beside.Microseconds(0.99) / r.Alone.Microseconds(0.99)):F2} |"));
        }
    }

    private async Task<Compacted> CompactAsync(int lines)
    {
        using var directory = new TemporaryDirectory(options.Directory);
        LongLog.Write(directory.Path, lines);
        var start = Stopwatch.GetTimestamp();
        using var log = LogEngine.Open(directory.Path, LongLog.Settings);
        var open = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var bytes = log.UsedBytes;
        GC.Collect();
        var cpu = Environment.CpuUsage.TotalTime;
        start = Stopwatch.GetTimestamp();
        log.Rotate(failure => Debug.Assert(failure is null));
        await log.CompactAsync(new LimitFold(historyKeep: 100));
        return new Compacted(bytes, open, Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, log.UsedBytes + log.SnapshotBytes);
    }

    private async Task<(Latencies Alone, Latencies Beside)> BesideAsync(int lines, bool isDurable)
    {
        using var directory = new TemporaryDirectory(options.Directory);
        LongLog.Write(directory.Path, lines);
        await using var limiter = await Limiter.OpenAsync(Scenarios.Limits.Options(directory.Path, isDurable ? Scenarios.Mode.Always : Scenarios.Mode.Batch));
        await MeasureAsync(limiter, Task.Delay(options.Length));
        GC.Collect();
        var alone = await MeasureAsync(limiter, Task.Delay(options.Length));
        var beside = await MeasureAsync(limiter, limiter.CompactAsync().AsTask());
        return (alone, beside);
    }

    private static async Task<Latencies> MeasureAsync(Limiter limiter, Task until)
    {
        var latencies = new Latencies(Callers);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var n = caller; !until.IsCompleted; n++)
            {
                var start = Stopwatch.GetTimestamp();
                await limiter.CheckAsync(LongLog.Keys[n % LongLog.Keys.Length]);
                latencies.Add(caller, Stopwatch.GetTimestamp() - start);
            }
        })));
        await until;
        return latencies.Stop();
    }

    private static double Median<T>(List<T> rounds, Func<T, double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

    private sealed record Compacted(long Bytes, double Open, double Wall, double Cpu, long After);
}
