using Flint.Benchmarks.Results;
using Flint.Benchmarks.Scenarios;

namespace Flint.Benchmarks.Tests.Results;

public class TargetsTests
{
    [Fact]
    public void Every_target_should_name_a_line_of_the_table_and_a_yardstick_of_that_line() => Assert.All(Targets.All, target =>
    {
        var scenario = Assert.Single(Catalog.All, scenario => scenario.Name == target.Scenario);
        if (target.Yardstick is not null)
            Assert.Contains(scenario.Beside, yardstick => yardstick.Name == target.Yardstick);
    });

    [Fact]
    public void Every_line_of_the_table_should_have_a_name_of_its_own_and_so_should_its_yardsticks()
    {
        Assert.Equal(Catalog.All.Count, Catalog.All.DistinctBy(scenario => scenario.Name).Count());
        Assert.All(Catalog.All, scenario => Assert.Equal(scenario.Beside.Count, scenario.Beside.DistinctBy(yardstick => yardstick.Name).Count()));
    }

    [Theory]
    [InlineData(2, "met")]
    [InlineData(2.1, "**not met**")]
    public void At_least_should_be_met_from_the_bound_on(double bound, string word) =>
        Assert.Equal(word, Target.AtLeast(bound, "work", MadeUp.Scenario.Name, Metric.Rate, MadeUp.Beside).Judge([MadeUp.Of((100, 50))]).Word);

    [Theory]
    [InlineData(20, "met")]
    [InlineData(19, "**not met**")]
    public void At_most_should_be_met_up_to_the_bound(double bound, string word) =>
        Assert.Equal(word, Target.AtMost(bound, "work", MadeUp.Scenario.Name, Metric.P99).Judge([MadeUp.Of((100, 50))]).Word);

    [Theory]
    [InlineData("check, one key | batch | 64", "no such yardstick")]
    [InlineData("no such line", null)]
    public void What_was_not_measured_should_be_neither_met_nor_missed(string scenario, string? yardstick) =>
        Assert.Equal("not measured", Target.AtLeast(0, "work", scenario, Metric.Rate, yardstick).Judge([MadeUp.Of((100, 50))]).Word);
}
