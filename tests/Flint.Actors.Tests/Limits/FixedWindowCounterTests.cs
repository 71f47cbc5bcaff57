using Flint.Limits;

namespace Flint.Actors.Tests.Limits;

public class FixedWindowCounterTests() : QuotaContract(Algorithm.FixedWindowCounter)
{
    [Fact]
    public void Window_should_start_with_its_first_spend_and_end_a_period_later()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start + 5, 4).Spend(TenPerSecond, Start + 900 * Ms, 6);

        Assert.Equal(0, quota.Available(TenPerSecond, Start + 5 + Second - 1));
        Assert.Equal(10, quota.Available(TenPerSecond, Start + 5 + Second));
        Assert.Equal(Start + 5 + Second, quota.AvailableAt(TenPerSecond, 1, Start + 900 * Ms));
    }

    [Fact]
    public void Next_window_should_start_with_the_next_spend_not_on_a_grid()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 10).Spend(TenPerSecond, Start + (17 * Second / 10), 10);

        Assert.Equal(Start + (27 * Second / 10), quota.ResetAt(TenPerSecond, Start + (2 * Second)));
    }

    [Fact]
    public void Denied_check_should_start_no_window()
    {
        var quota = Quota.Full(TenPerSecond, Start);

        Assert.Equal(Start + Second, quota.AvailableAt(TenPerSecond, 10, Start + Second));
        Assert.Equal(new FixedWindowState(0, 0), quota.Export(TenPerSecond));
    }

    [Fact]
    public void Debt_should_end_with_its_window()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 25);

        Assert.Equal(Start + Second, quota.AvailableAt(TenPerSecond, 1, Start));
        Assert.Equal(10, quota.Available(TenPerSecond, Start + Second));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(long.MaxValue, 1)]
    public void Window_that_cannot_be_should_be_refused(long start, long used) =>
        Assert.Throws<ArgumentException>(() => Quota.Import(TenPerSecond, new FixedWindowState(start, used)));
}
