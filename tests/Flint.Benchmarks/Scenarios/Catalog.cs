using Flint.Benchmarks.Results;
using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks.Scenarios;

/// <summary>What is measured: who adds a line of the table adds it here.</summary>
internal static class Catalog
{
    public const string SingleCheck = "a single check";
    public const string NotCompacting = "the same without compaction";
    public const string ChecksAlone = "the same checks alone";
    public const string ColdCommand = "flint limit check, cold process";
    public const string ColdStandalone = "flint limit check, cold process, standalone";
    public const string DefaultBatch = "the same synced every 100 events, too";
    public const string Facade = "the same checks through the facade";

    private static readonly int[] Callers = [1, 64, 1024];
    private static readonly string[][] KeySets = [Limits.Hot, Limits.Spread];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. from mode in new[] { Mode.Always, Mode.Batch }
           from keys in KeySets
           from callers in Callers
           select new Scenario($"check, {Named(keys)}", mode, callers, Checks.Of(keys, callers, mode))
           {
               Beside = [.. Bare(mode, callers), Redis.Of(keys, callers, mode)],
               IsHeadline = true,
           },
        .. from keys in KeySets
           from callers in Callers.Skip(1)
           select new Scenario($"check, {Named(keys)}", Mode.BatchByTime, callers, Checks.Of(keys, callers, Mode.BatchByTime))
           {
               Beside = [new Yardstick(DefaultBatch, Checks.Of(keys, callers, Mode.Batch)), Redis.Of(keys, callers, Mode.BatchByTime)],
               IsHeadline = true,
           },
        .. from mode in new[] { Mode.Always, Mode.Batch }
           select new Scenario("check, 64 keys", mode, 64, Checks.Of([.. Limits.Keys(64)], 64, mode)) { Beside = [.. Bare(mode, 64)] },
        .. from callers in Callers.Skip(1)
           select new Scenario("check, 1,000 keys, compacting all the time", Mode.Batch, callers, Checks.Compacting(Limits.Spread, callers, Mode.Batch))
           {
               Beside = [new Yardstick(NotCompacting, Checks.Of(Limits.Spread, callers, Mode.Batch)) { Part = 1 }],
           },
        .. from mode in new[] { Mode.Always, Mode.Batch }
           from keys in KeySets
           from callers in Callers
           select new Scenario($"Ask, {Named(keys)}", mode, callers, Asks.Of(keys, callers, mode)) { Beside = [new Yardstick(Facade, Checks.Of(keys, callers, mode))] },
        .. from algorithm in new[] { Algorithm.SlidingWindowLog, Algorithm.FixedWindowCounter }
           select new Scenario($"check, one key, {algorithm}", Mode.Batch, 64, Checks.Of(Limits.Hot, 64, Mode.Batch, algorithm))
           {
               Beside = [new Yardstick("a token bucket", Checks.Of(Limits.Hot, 64, Mode.Batch))],
           },
        new Scenario("check of cost 10, one key", Mode.Batch, 64, Checks.Of(Limits.Hot, 64, Mode.Batch, cost: 10))
        {
            Beside = [new Yardstick("a cost of 1", Checks.Of(Limits.Hot, 64, Mode.Batch))],
        },
        .. from mode in new[] { Mode.Always, Mode.Batch }
           from callers in new[] { 1, 64 }
           select new Scenario("check_all of 3", mode, callers, CheckAlls.Of(callers, mode))
           {
               Beside = [.. Bare(mode, callers).Take(1), new Yardstick(SingleCheck, Checks.Of(Limits.Hot, callers, mode)) { Part = 1 }],
               IsHeadline = mode.IsDurable,
           },
        new Scenario("denial, one key", Mode.Batch, 64, Denials.Of(64))
        {
            Beside = [InMemory.Direct(64, isEmpty: true), InMemory.BehindFacade(64, isEmpty: true)],
            IsHeadline = true,
        },
        .. from keys in new[] { 1_000, 10_000 }
           select new Scenario($"configure {keys:N0} keys", Mode.Always, keys, Configurations.Of(keys, Mode.Always)) { Compared = Metric.Milliseconds, IsHeadline = keys == 10_000 },
        .. from keys in new[] { 10_000, 100_000 }
           select new Scenario($"first touch of {keys:N0} keys", Mode.Batch, 1024, FirstTouches.Of(keys, 1024)) { Compared = Metric.Milliseconds, IsLong = keys > 10_000, IsHeadline = keys > 10_000 },
        new Scenario("first touch of 100,000 keys of a template", Mode.Batch, 1024, FirstTouches.MadeUp(100_000, 1024)) { Compared = Metric.Milliseconds, IsLong = true, IsHeadline = true },
        new Scenario("wake of 10,000 keys", Mode.Batch, 1024, FirstTouches.Waking(10_000, 1024)) { Compared = Metric.Milliseconds, IsHeadline = true },
        .. from lines in new[] { 1_000, 10_000, 100_000, 1_000_000 }
           select new Scenario($"reopen {lines:N0} lines", Mode.Batch, 1, LongLogs.Reopen(lines))
           {
               Beside = [ReadAndHash.Of(LongLogs.Pristine)],
               Compared = Metric.Milliseconds,
               IsLong = lines == 1_000_000,
               IsHeadline = lines == 1_000_000,
           },
        .. from lines in new[] { 1_000, 10_000, 100_000, 1_000_000 }
           select new Scenario($"compact {lines:N0} lines", Mode.Batch, 1, LongLogs.Compact(lines))
           {
               Beside = [ReadAndHash.Of(LongLogs.Pristine)],
               Compared = Metric.Milliseconds,
               IsLong = lines == 1_000_000,
               IsHeadline = lines == 1_000_000,
           },
        .. from mode in new[] { Mode.Always, Mode.Batch }
           from lines in new[] { 100_000, 1_000_000 }
           select new Scenario($"check while {lines:N0} lines are compacted", mode, 64, LongLogs.Checks(lines, 64, mode, whileCompacting: true))
           {
               Beside = [new Yardstick(ChecksAlone, LongLogs.Checks(lines, 64, mode, whileCompacting: false)) { Part = 1 }],
               Compared = Metric.P99,
               IsLong = lines == 1_000_000,
           },
        .. from areAwake in new[] { true, false }
           select new Scenario($"list 10,000 keys, {(areAwake ? "awake" : "asleep")}", Mode.Batch, 1, Lists.Of(10_000, areAwake)) { Compared = Metric.Milliseconds, IsHeadline = true },
        .. from mode in new[] { Mode.Batch, Mode.Always }
           select new Scenario("HTTP check, one key", mode, 64, HttpChecks.OfHost(64, mode)) { Beside = [HttpChecks.Bare(64)], Obstacle = HttpChecks.Obstacle, StartsCold = true, IsHeadline = true },
        .. from isStandalone in new[] { false, true }
           select new Scenario(isStandalone ? ColdStandalone : ColdCommand, Mode.Always, 1, ColdCommands.Check(isStandalone))
           {
               Beside = [ColdCommands.Hello(isStandalone)],
               Compared = Metric.MillisecondsEach,
               IsLong = true,
               IsHeadline = true,
           },
    ];

    /// <summary>Compiles what all scenarios share.</summary>
    public static IReadOnlyList<Scenario> WarmUp { get; } =
    [
        new Scenario("warm-up", Mode.Batch, 64, Checks.Of(Limits.Spread, 64, Mode.Batch)),
        new Scenario("warm-up", Mode.Batch, 1, Checks.Of(Limits.Hot, 1, Mode.Batch)),
    ];

    private static IEnumerable<Yardstick> Bare(Mode mode, int callers) => (mode.IsDurable, callers) switch
    {
        (true, 1) => [RawDisk.AppendAndSync with { Part = 1 }, RawDisk.OverwriteAndSync], // its p99 counts as well
        (true, _) => [RawDisk.AppendAndSync],
        (false, 1) => [RawDisk.Append, HandOff.WithEightWrites],
        _ => [InMemory.BehindFacade(callers)],
    };

    private static string Named(string[] keys) => keys.Length == 1 ? "one key" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{keys.Length:N0} keys");
}
