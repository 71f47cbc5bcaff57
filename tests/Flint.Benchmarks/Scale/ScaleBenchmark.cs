using System.Diagnostics;
using System.Globalization;
using Flint.Actors.Journal.Log;
using Flint.Benchmarks.Compaction;
using Flint.Benchmarks.Load;
using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks.Scale;

/// <summary>What many sleeping keys cost: memory, opening, looking at one and at all of them; before a compaction and after it.</summary>
internal sealed class ScaleBenchmark(BenchmarkOptions options, TextWriter to)
{
    private const int Looks = 2_000;
    private const int LinesOfOne = 1_000;
    private const int DecisionsALine = 100;

    /// <summary>Measures that many keys.</summary>
    public async Task RunAsync(int keys)
    {
        using var directory = new TemporaryDirectory(options.Directory);
        await WarmUpAsync();
        ManyKeys.Write(directory.Path, keys);
        to.WriteLine($"{keys:N0} keys of 24 characters, each configured and checked once; batch\n");
        to.WriteLine("| | before compaction | after |\n|---|---:|---:|");
        var before = await MeasureAsync(directory.Path, keys);
        await using (var limiter = await Limiter.OpenAsync(Scenarios.Limits.Options(directory.Path, Scenarios.Mode.Batch)))
            await limiter.CompactAsync();
        var after = await MeasureAsync(directory.Path, keys);
        foreach (var (name, value) in before)
            to.WriteLine($"| {name} | {value} | {after.First(figure => figure.Name == name).Value} |");
        to.WriteLine($"| wake of a key with {LinesOfOne:N0} lines of {DecisionsALine} decisions, ms | {Figure(await WakeAsync())} | |");
        to.WriteLine($"| working set at its highest, MiB | | {Figure(Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0)} |");
    }

    private async Task WarmUpAsync()
    {
        using var directory = new TemporaryDirectory(options.Directory);
        ManyKeys.Write(directory.Path, 50_000);
        await MeasureAsync(directory.Path, 50_000);
    }

    private async Task<List<(string Name, string Value)>> MeasureAsync(string directory, int keys)
    {
        var figures = new List<(string, string)>();
        void Add(string name, double value) => figures.Add((name, Figure(value)));
        var bytes = Directory.GetFiles(directory).Sum(file => new FileInfo(file).Length);
        Add("files, MiB", bytes / 1048576.0);
        Add("B of memory a sleeping key", MemoryOf(directory) / keys);
        var (hash, open) = (new List<double>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            hash.Add(Seconds(() => ReadAndHash.Files(directory)));
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            await using var opened = await Limiter.OpenAsync(Scenarios.Limits.Options(directory, Scenarios.Mode.Batch));
            await opened.CheckAsync(ManyKeys.Key(round));
            open.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        Add("reading and hashing the files, s", Median(hash));
        Add("opening until the first check, s", Median(open));
        Add("× reading and hashing", Median(open) / Median(hash));
        await using var limiter = await Limiter.OpenAsync(Scenarios.Limits.Options(directory, Scenarios.Mode.Batch));
        Add("status of a sleeping key, p99 µs", await LookAsync(keys, async key => await limiter.StatusAsync(key) is not null));
        GC.Collect();
        var settled = Environment.WorkingSet;
        var (lists, tops) = (new List<(double Seconds, long Highest)>(), new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            lists.Add(await ListAsync(limiter, keys));
            var ranked = Stopwatch.GetTimestamp();
            Require((await limiter.TopAsync(TopBy.Allowed, 20)).Count == 20, "20 keys are ranked");
            tops.Add(Stopwatch.GetElapsedTime(ranked).TotalSeconds);
        }
        Add("the first list, which sorts the keys, s", lists[0].Seconds);
        Add("list, s", Median([.. lists.Select(list => list.Seconds)]));
        Add("list, growth of the working set in MiB", Math.Max(0, lists.Max(list => list.Highest) - settled) / 1048576.0);
        Add("top 20, s", Median(tops));
        Add("check of a sleeping key, p99 µs", await LookAsync(keys, async key => (await limiter.CheckAsync(key)).Allowed));
        return figures;
    }

    private static async Task<(double Seconds, long Highest)> ListAsync(Limiter limiter, int keys)
    {
        var (start, highest, count) = (Stopwatch.GetTimestamp(), 0L, 0);
        await foreach (var status in limiter.ListAsync())
        {
            if (count++ % 10_000 == 0)
                highest = Math.Max(highest, Environment.WorkingSet);
        }
        Require(count == keys, $"{count} keys are listed");
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, highest);
    }

    private async Task<double> WakeAsync()
    {
        var wakes = new List<double>();
        for (var round = 0; round <= options.Rounds; round++)
        {
            using var directory = new TemporaryDirectory(options.Directory);
            ManyKeys.WriteOne(directory.Path, "busy", LinesOfOne, DecisionsALine);
            await using var limiter = await Limiter.OpenAsync(Scenarios.Limits.Options(directory.Path, Scenarios.Mode.Batch));
            await limiter.StatusAsync("unknown");
            var start = Stopwatch.GetTimestamp();
            Require((await limiter.CheckAsync("busy")).Allowed, "the key has room");
            wakes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        wakes.RemoveAt(0); // compiled the code
        return Median(wakes);
    }

    private static async Task<double> LookAsync(int keys, Func<string, Task<bool>> look)
    {
        var latencies = new Latencies(1);
        for (var i = 0; i < Looks; i++)
        {
            var key = ManyKeys.Key((int)(i * 7_919L % keys));
            var start = Stopwatch.GetTimestamp();
            Require(await look(key), $"{key} is there");
            latencies.Add(0, Stopwatch.GetTimestamp() - start);
        }
        return latencies.Stop().Microseconds(0.99);
    }

    private static double MemoryOf(string directory)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var log = LogEngine.Open(directory, LongLog.Settings);
        var sorted = log.PersistenceIds("").Count();
        return sorted > 0 ? GC.GetTotalMemory(forceFullCollection: true) - before : 0;
    }

    private static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"not what this benchmark measures: {what} does not hold");
    }

    private static string Figure(double value) => value.ToString(value < 10 ? "0.00" : "N0", CultureInfo.InvariantCulture);
}
