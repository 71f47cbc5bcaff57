using Flint.Benchmarks.Results;

namespace Flint.Benchmarks.Tests.Results;

public class ResultTests
{
    [Theory]
    [InlineData(new double[] { 5 }, 5)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 9, 1, 5, 6 }, 5.5)]
    [InlineData(new double[0], double.NaN)]
    [InlineData(new[] { 9, double.NaN, 5 }, double.NaN)]
    public void A_median_should_be_the_middle(double[] values, double median) => Assert.Equal(median, Median.Of(values));

    [Fact]
    public void A_figure_should_be_the_median_of_its_rounds()
    {
        var result = MadeUp.Of((100, 50), (300, 10), (200, 20));
        Assert.Equal(200, result.Figure(Metric.Rate));
        Assert.Equal(20, result.FigureOf(MadeUp.Beside, Metric.Rate));
        Assert.Equal(256, result.Figure(Metric.BytesEach));
        Assert.Equal(100, result.Figure(Metric.UnitsASync));
    }

    [Fact]
    public void A_ratio_should_be_the_median_of_the_rounds_and_not_a_ratio_of_medians() =>
        Assert.Equal(10, MadeUp.Of((100, 50), (300, 30), (400, 10)).Ratio(MadeUp.Beside, Metric.Rate));

    [Fact]
    public void A_figure_that_a_round_lacks_should_be_none() => Assert.True(double.IsNaN(MadeUp.Of((100, 50)).Figure(Metric.CpuEach)));
}
