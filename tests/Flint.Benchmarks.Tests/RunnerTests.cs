using Flint.Benchmarks.Results;
using Flint.Benchmarks.Scenarios;
using Flint.Benchmarks.Yardsticks;

namespace Flint.Benchmarks.Tests;

public class RunnerTests
{
    private static readonly BenchmarkOptions Tiny = new(Rounds: 2, TimeSpan.FromMilliseconds(10), Only: "", Path.GetTempPath(), IsQuick: true);

    [Fact]
    public async Task A_scenario_should_be_measured_beside_its_yardsticks_and_found_by_its_targets()
    {
        await using var servers = new Servers(Tiny.Directory);
        var runner = new Runner(Tiny with { Only = "check, one key | batch | 1" }, servers);
        var results = new List<Result>();
        await foreach (var result in runner.RunAsync(Catalog.All.Where(scenario => scenario.Callers == 1)))
            results.Add(result);

        var only = Assert.Single(results);
        Assert.Equal(2, only.Rounds.Count);
        Assert.True(only.Figure(Metric.Rate) > 0);
        Assert.All(only.Yardsticks, yardstick => Assert.True(only.Ratio(yardstick, Metric.Rate) > 0));
        Assert.Contains(HandOff.WithEightWrites.Name, only.Yardsticks);
        Assert.All(Targets.All.Where(target => target.Scenario == only.Scenario.Name), target => Assert.NotNull(target.Judge(results).IsMet));
    }

    [Fact]
    public async Task What_breaks_or_cannot_be_measured_should_be_said_and_keep_nothing_else_from_being_measured()
    {
        await using var servers = new Servers(Tiny.Directory);
        var runner = new Runner(Tiny, servers);
        var done = new Scenario("done", Mode.Batch, 1, Lists.Of(10, areAwake: true)) { Beside = [new Yardstick("absent", _ => throw new NotSupportedException()) { Obstacle = () => "not installed" }] };
        var names = new List<string>();
        await foreach (var result in runner.RunAsync(
        [
            new Scenario("broken", Mode.Batch, 1, _ => throw new InvalidOperationException("on purpose")),
            new Scenario("elsewhere", Mode.Batch, 1, _ => throw new NotSupportedException()) { Obstacle = () => "not on this machine" },
            done,
        ]))
            names.Add(result.Scenario.Work);

        Assert.Equal(["done"], names);
        Assert.Equal(["absent: not installed", "broken | batch | 1 broke: on purpose", "elsewhere: not on this machine"], runner.Notes);
        Assert.True(runner.HasFailed);
    }

    [Fact]
    public async Task A_quick_run_should_leave_out_what_takes_long()
    {
        await using var servers = new Servers(Tiny.Directory);
        Assert.DoesNotContain(new Runner(Tiny, servers).Chosen(Catalog.All), scenario => scenario.Name.Contains("1,000,000", StringComparison.Ordinal));
        Assert.Contains(new Runner(Tiny with { IsQuick = false }, servers).Chosen(Catalog.All), scenario => scenario.Name.Contains("1,000,000", StringComparison.Ordinal));
    }
}
