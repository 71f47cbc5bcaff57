using Flint.Benchmarks.Load;
using Flint.Benchmarks.Results;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Tests;

/// <summary>Results that nobody measured.</summary>
internal static class MadeUp
{
    public const string Beside = "the other";

    public static readonly Scenario Scenario = new("check, one key", Mode.Batch, 64, _ => throw new NotSupportedException()) { IsHeadline = true };

    /// <summary>A second a round, in which so many were answered by the one side and by the other.</summary>
    public static Result Of(params (long Own, long Beside)[] rounds) =>
        new(Scenario, [Beside], [.. rounds.Select(round => new Round(Second(round.Own), [Second(round.Beside)]))]);

    private static Sample Second(long count) => new(count, TimeSpan.FromSeconds(1)) { Bytes = count * 256, Log = new LogGain(10, 10, 2, 1000), Latency = new Percentiles(10, 20, 30) };
}
