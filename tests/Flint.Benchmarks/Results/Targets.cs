using Flint.Benchmarks.Scenarios;
using Flint.Benchmarks.Yardsticks;
using static Flint.Benchmarks.Results.Target;

namespace Flint.Benchmarks.Results;

/// <summary>What Flint is held to. Ratios come from one run on one machine; what is said of "here" was set on two shared cores.</summary>
internal static class Targets
{
    private static readonly string Append = RawDisk.AppendAndSync.Name;

    public static IReadOnlyList<Target> All { get; } =
    [
        AtLeast(1.3, "durable, 1 caller", "check, one key | always | 1", Metric.Rate, Append),
        AtMost(2, "durable, 1 caller, p99", "check, one key | always | 1", Metric.P99, Append),
        AtLeast(25, "durable, 64 callers, one key", "check, one key | always | 64", Metric.Rate, Append),
        AtLeast(15, "durable, 64 callers, 1,000 keys", "check, 1,000 keys | always | 64", Metric.Rate, Append),
        AtLeast(2.5, "durable, 64 callers, one key", "check, one key | always | 64", Metric.Rate, Redis.Name(Mode.Always)),
        AtLeast(2.5, "durable, 64 callers, 1,000 keys", "check, 1,000 keys | always | 64", Metric.Rate, Redis.Name(Mode.Always)),
        AtLeast(10, "durable, 1,024 callers, one key", "check, one key | always | 1024", Metric.Rate, Redis.Name(Mode.Always)),
        AtLeast(5, "durable, 1,024 callers, 1,000 keys", "check, 1,000 keys | always | 1024", Metric.Rate, Redis.Name(Mode.Always)),
        AtLeast(20, "batched, 64 callers, one key", "check, one key | batch | 64", Metric.Rate, Redis.Name(Mode.Batch)),
        AtLeast(25, "batched, 1,024 callers, one key", "check, one key | batch | 1024", Metric.Rate, Redis.Name(Mode.Batch)),
        AtLeast(7, "batched, 64 callers, 1,000 keys", "check, 1,000 keys | batch | 64", Metric.Rate, Redis.Name(Mode.Batch)),
        AtLeast(10, "batched, 64 callers, 1,000 keys, if it can be had", "check, 1,000 keys | batch | 64", Metric.Rate, Redis.Name(Mode.Batch)),
        AtLeast(700_000, "batched, 64 callers, one key, here", "check, one key | batch | 64", Metric.Rate),
        AtLeast(1_000_000, "batched, 1,024 callers, one key, here", "check, one key | batch | 1024", Metric.Rate),
        AtLeast(20, "batched by time, 64 callers, one key", "check, one key | batch by time | 64", Metric.Rate, Redis.Name(Mode.BatchByTime)),
        AtLeast(25, "batched by time, 1,024 callers, one key", "check, one key | batch by time | 1024", Metric.Rate, Redis.Name(Mode.BatchByTime)),
        AtLeast(7, "batched by time, 64 callers, 1,000 keys", "check, 1,000 keys | batch by time | 64", Metric.Rate, Redis.Name(Mode.BatchByTime)),
        AtLeast(10, "batched by time, 64 callers, 1,000 keys, if it can be had", "check, 1,000 keys | batch by time | 64", Metric.Rate, Redis.Name(Mode.BatchByTime)),
        AtMost(1, "batched, 1 caller", "check, one key | batch | 1", Metric.MicrosecondsEach, HandOff.WithEightWrites.Name),
        AtMost(12, "batched, 1 caller, here", "check, one key | batch | 1", Metric.MicrosecondsEach),
        AtMost(8, "batched, 1 caller, if it can be had", "check, one key | batch | 1", Metric.MicrosecondsEach),
        AtLeast(0.5, "denial flood, one key, 64 callers", "denial, one key | batch | 64", Metric.Rate, InMemory.FacadeName),
        AtMost(20, "denial flood: lines in the log", "denial, one key | batch | 64", Metric.LinesASecond),
        AtMost(300, "allocation, batched, hot key", "check, one key | batch | 64", Metric.BytesEach),
        AtMost(1200, "allocation, batched, spread", "check, 1,000 keys | batch | 64", Metric.BytesEach),
        AtMost(1.3, "check_all of 3, durable, 1 caller", "check_all of 3 | always | 1", Metric.MicrosecondsEach, Catalog.SingleCheck),
        AtLeast(15, "check_all of 3, durable, 64 callers", "check_all of 3 | always | 64", Metric.Rate, Append),
        AtMost(600, "configure 10,000 keys, here", "configure 10,000 keys | always | 10000", Metric.Milliseconds),
        AtLeast(25_000, "first touch of new keys, configured, here", "first touch of 100,000 keys | batch | 1024", Metric.Rate),
        AtLeast(25_000, "first touch of new keys, of a template, here", "first touch of 100,000 keys of a template | batch | 1024", Metric.Rate),
        AtMost(3, "reopen 1 M lines", "reopen 1,000,000 lines | batch | 1", Metric.Milliseconds, ReadAndHash.Name),
        AtMost(4, "compact 1 M lines", "compact 1,000,000 lines | batch | 1", Metric.Milliseconds, ReadAndHash.Name),
        AtMost(30, "list 10,000 keys, awake, here", "list 10,000 keys, awake | batch | 1", Metric.Milliseconds),
        AtMost(30, "list 10,000 keys, asleep, here", "list 10,000 keys, asleep | batch | 1", Metric.Milliseconds),
        AtLeast(0.7, "HTTP check, 64 connections, batched", "HTTP check, one key | batch | 64", Metric.Rate, HttpChecks.BareName),
        AtMost(6, "flint limit check, cold process", $"{Catalog.ColdCommand} | always | 1", Metric.MillisecondsEach, ColdCommands.HelloName),
        AtMost(450, "flint limit check, cold process, here", $"{Catalog.ColdCommand} | always | 1", Metric.MillisecondsEach),
        AtMost(6, "the same, standalone", $"{Catalog.ColdStandalone} | always | 1", Metric.MillisecondsEach, ColdCommands.HelloName),
        AtMost(450, "the same, standalone, here", $"{Catalog.ColdStandalone} | always | 1", Metric.MillisecondsEach),
    ];
}
