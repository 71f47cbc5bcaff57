using System.Diagnostics;

namespace Flint.Benchmarks.Load;

/// <summary>Measures a stretch of work: time, processor, memory, log.</summary>
internal sealed class Stopwatches
{
    private readonly LogTally _log;
    private readonly TimeSpan _cpu;
    private readonly long _bytes;
    private readonly long _start;

    private Stopwatches(LogTally log)
    {
        _log = log;
        _log.Read();
        _bytes = GC.GetTotalAllocatedBytes(precise: true);
        _cpu = Environment.CpuUsage.TotalTime;
        _start = Stopwatch.GetTimestamp();
    }

    public static Stopwatches Start(LogTally log) => new(log);

    public Sample Stop(long count)
    {
        var elapsed = Stopwatch.GetElapsedTime(_start);
        var cpu = Environment.CpuUsage.TotalTime - _cpu;
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - _bytes;
        return new Sample(count, elapsed, bytes, cpu, _log.Read());
    }
}
