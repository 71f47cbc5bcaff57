using System.Diagnostics;
using Flint.Benchmarks.Load;

namespace Flint.Benchmarks.Tests.Load;

public class LatenciesTests
{
    [Fact]
    public void A_percentile_should_be_that_of_all_callers_within_a_part_in_64()
    {
        var random = new Random(42);
        var latencies = new Latencies(3);
        var all = new List<long>();
        for (var i = 0; i < 30_000; i++)
        {
            var ticks = (long)Math.Pow(2, random.NextDouble() * 30);
            latencies.Add(i % 3, ticks);
            all.Add(ticks);
        }
        all.Sort();
        latencies.Stop();
        foreach (var part in new[] { 0, 0.1, 0.5, 0.99, 0.999 })
        {
            var exact = all[(int)(all.Count * part)] * 1e6 / Stopwatch.Frequency;
            Assert.InRange(latencies.Microseconds(part), exact * 63 / 64, exact * 65 / 64);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(long.MaxValue)]
    public void Any_number_should_have_its_counter(long ticks)
    {
        var latencies = new Latencies(1);
        latencies.Add(0, ticks);
        Assert.False(double.IsNaN(latencies.Stop().Microseconds(0.5)));
    }

    [Fact]
    public void Where_nothing_was_noted_there_should_be_no_percentiles() => Assert.Null(new Latencies(1).Stop().ToPercentiles());
}
