using Flint.Limits;

namespace Flint.Actors.Tests.Limits;

public class SlidingWindowLogTests() : QuotaContract(Algorithm.SlidingWindowLog)
{
    [Fact]
    public void Spend_should_count_until_it_is_a_period_old()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 4).Spend(TenPerSecond, Start + 300 * Ms, 6);

        Assert.Equal(0, quota.Available(TenPerSecond, Start + Second - 1));
        Assert.Equal(4, quota.Available(TenPerSecond, Start + Second));
        Assert.Equal(4, quota.Available(TenPerSecond, Start + Second + (300 * Ms) - 1));
        Assert.Equal(10, quota.Available(TenPerSecond, Start + Second + (300 * Ms)));
    }

    [Fact]
    public void Cost_should_wait_for_as_many_spends_as_it_needs()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 4).Spend(TenPerSecond, Start + 5, 2).Spend(TenPerSecond, Start + 9, 4);

        Assert.Equal(Start + Second, quota.AvailableAt(TenPerSecond, 4, Start + 9));
        Assert.Equal(Start + Second + 5, quota.AvailableAt(TenPerSecond, 5, Start + 9));
        Assert.Equal(Start + Second + 9, quota.AvailableAt(TenPerSecond, 7, Start + 9));
    }

    [Fact]
    public void Spends_of_one_instant_should_be_one_entry()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 1).Spend(TenPerSecond, Start, 2).Spend(TenPerSecond, Start + 1, 1);

        var state = Assert.IsType<SlidingWindowState>(quota.Export(TenPerSecond));
        Assert.Equal([new LoggedSpend(Start, 3), new LoggedSpend(Start + 1, 1)], state.Spends);
    }

    [Fact]
    public void Only_spends_should_forget_what_is_out_of_date()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 1).Spend(TenPerSecond, Start + 1, 1);
        Assert.Equal(10, quota.Available(TenPerSecond, Start + (5 * Second)));
        Assert.Equal(2, Assert.IsType<SlidingWindowState>(quota.Export(TenPerSecond)).Spends.Count);

        quota = quota.Spend(TenPerSecond, Start + Second, 1);
        var state = Assert.IsType<SlidingWindowState>(quota.Export(TenPerSecond));
        Assert.Equal([new LoggedSpend(Start + 1, 1), new LoggedSpend(Start + Second, 1)], state.Spends);
    }

    [Fact]
    public void Logs_should_be_equal_by_what_they_hold_not_by_how_they_came_to_it()
    {
        var once = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start + Second, 3);
        var twice = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 5).Spend(TenPerSecond, Start + Second, 1).Spend(TenPerSecond, Start + Second, 2);

        Assert.Equal(once, twice);
        Assert.Equal(once.GetHashCode(), twice.GetHashCode());
        Assert.True(once == twice);
        Assert.True(once != twice.Spend(TenPerSecond, Start + Second, 1));
    }

    [Fact]
    public void Debt_should_count_as_long_as_any_spend()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 10).Spend(TenPerSecond, Start + 7, 25);

        Assert.Equal(Start + Second + 7, quota.AvailableAt(TenPerSecond, 1, Start + 7));
    }

    [Theory]
    [InlineData(5, 1, 5, 1)]
    [InlineData(6, 1, 5, 1)]
    [InlineData(5, 0, 6, 1)]
    [InlineData(-1, 1, 6, 1)]
    [InlineData(5, long.MaxValue, 6, 1)]
    public void Spends_that_are_no_log_should_be_refused(long at, long cost, long nextAt, long nextCost) =>
        Assert.Throws<ArgumentException>(() => Quota.Import(TenPerSecond, new SlidingWindowState([new(at, cost), new(nextAt, nextCost)])));

    [Fact]
    public void More_entries_than_there_can_be_should_be_refused()
    {
        var spends = Enumerable.Range(1, 4_097).Select(i => new LoggedSpend(i, 1)).ToArray();

        Assert.Throws<ArgumentException>(() => Quota.Import(TenPerSecond, new SlidingWindowState(spends)));
        Quota.Import(TenPerSecond, new SlidingWindowState(spends[1..]));
    }
}
