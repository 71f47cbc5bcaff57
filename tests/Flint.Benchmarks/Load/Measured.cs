using System.Diagnostics;

namespace Flint.Benchmarks.Load;

/// <summary>Measures a stretch of work: time, processor, memory, log.</summary>
internal static class Measured
{
    /// <summary>Callers that ask for that time, each when it has its answer.</summary>
    public static async Task<Sample> LoopAsync<T>(LogTally? log, int callers, TimeSpan length, Func<int, long, ValueTask<T>> call, Func<T, bool> isExpected)
    {
        var latencies = new Latencies(callers);
        var sample = await OnceAsync(log, () => ClosedLoop.RunAsync(callers, length, call, isExpected, latencies));
        return sample with { Latency = latencies.Stop().ToPercentiles() };
    }

    /// <summary>Work that says how much it has done.</summary>
    public static async Task<Sample> OnceAsync(LogTally? log, Func<Task<long>> work)
    {
        log?.Read();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var count = await work();
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Sample(count, elapsed)
        {
            Cpu = Environment.CpuUsage.TotalTime - cpu,
            Bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes,
            Log = log?.Read(),
        };
    }

    /// <summary>Work of a thread, one piece after the other for that time.</summary>
    public static Sample Thread(TimeSpan length, Action piece)
    {
        var latencies = new Latencies(1);
        var (start, count) = (Stopwatch.GetTimestamp(), 0L);
        for (var now = start; Stopwatch.GetElapsedTime(start, now) < length; count++)
        {
            piece();
            var end = Stopwatch.GetTimestamp();
            latencies.Add(0, end - now);
            now = end;
        }
        return new Sample(count, Stopwatch.GetElapsedTime(start)) { Latency = latencies.Stop().ToPercentiles() };
    }
}
