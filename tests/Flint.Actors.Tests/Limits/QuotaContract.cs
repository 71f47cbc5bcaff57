using Flint.Actors.Tests.Limits.Support;
using Flint.Limits;

namespace Flint.Actors.Tests.Limits;

/// <summary>What every algorithm promises.</summary>
public abstract class QuotaContract(Algorithm algorithm) : LimitTestBase
{
    public static TheoryData<long, long> Extremes => new()
    {
        { 1, 1 },
        { 1, LimitRules.MaxPer.Ticks },
        { LimitRules.MaxRate, Ms },
        { LimitRules.MaxRate, LimitRules.MaxPer.Ticks },
        { LimitRules.MaxRate, 1 },
        { Terms.HighestRate, Terms.LongestPerTicks },
        { Terms.HighestRate, 1 },
        { 1, Terms.LongestPerTicks },
    };

    protected Terms TenPerSecond { get; } = new(algorithm, 10, Second);

    [Fact]
    public void Full_quota_should_grant_the_rate_and_no_more()
    {
        var quota = Quota.Full(TenPerSecond, Start);

        Assert.Equal(10, quota.Available(TenPerSecond, Start));
        Assert.Equal(10, Drain(ref quota, TenPerSecond, Start));
        Assert.Equal(0, quota.Available(TenPerSecond, Start));
    }

    [Fact]
    public void Full_quota_should_be_full_now_and_for_every_cost()
    {
        var quota = Quota.Full(TenPerSecond, Start);

        Assert.Equal(Start + 5, quota.ResetAt(TenPerSecond, Start + 5));
        Assert.Equal(Start + 5, quota.AvailableAt(TenPerSecond, 10, Start + 5));
    }

    [Fact]
    public void Quota_should_be_full_again_after_a_period_without_spends()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 10);

        Assert.Equal(Start + Second, quota.ResetAt(TenPerSecond, Start));
        Assert.Equal(10, quota.Available(TenPerSecond, Start + Second));
        Assert.True(quota.Available(TenPerSecond, Start + Second - 1) < 10);
        Assert.Equal(10, quota.Available(TenPerSecond, Start + (1_000 * Second)));
    }

    [Fact]
    public void Cost_should_pass_at_the_tick_named_and_not_one_before()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 4).Spend(TenPerSecond, Start + 7, 3).Spend(TenPerSecond, Start + 11, 3);

        for (var cost = 1; cost <= 10; cost++)
        {
            var at = quota.AvailableAt(TenPerSecond, cost, Start + 11);
            Assert.True(quota.Available(TenPerSecond, at) >= cost);
            Assert.True(quota.Available(TenPerSecond, at - 1) < cost);
        }
    }

    [Fact]
    public void Debt_should_be_carried_and_show_as_nothing_left()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 10).Spend(TenPerSecond, Start, 5);

        Assert.Equal(0, quota.Available(TenPerSecond, Start));
        Assert.NotEqual(quota, Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 10));
        var at = quota.AvailableAt(TenPerSecond, 1, Start);
        Assert.Equal(0, quota.Available(TenPerSecond, at - 1));
        Assert.True(quota.Available(TenPerSecond, at) >= 1);
    }

    [Fact]
    public void Questions_should_change_nothing_however_often_they_are_asked()
    {
        var asked = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 10);
        var left = asked;

        for (var now = Start; now < Start + 1_000; now++)
        {
            asked.Available(TenPerSecond, now);
            asked.ResetAt(TenPerSecond, now);
            asked.AvailableAt(TenPerSecond, 3, now);
        }

        Assert.Equal(left, asked);
        Assert.Equal(left.ResetAt(TenPerSecond, Start), asked.ResetAt(TenPerSecond, Start));
    }

    [Fact]
    public void Copy_should_stay_what_it_was_when_the_original_goes_on()
    {
        var copies = new List<Quota>();
        var quota = Quota.Full(TenPerSecond, Start);
        for (var i = 0; i < 100; i++)
        {
            copies.Add(quota);
            quota = quota.Spend(TenPerSecond, Start + i, 1);
        }

        for (var i = 0; i < 100; i++)
            Assert.Equal(copies[i].Spend(TenPerSecond, Start + i, 1), i < 99 ? copies[i + 1] : quota);
    }

    [Fact]
    public void Copies_that_part_should_not_see_each_other()
    {
        var stem = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 1).Spend(TenPerSecond, Start + 1, 1);

        var left = stem.Spend(TenPerSecond, Start + 2, 1).Spend(TenPerSecond, Start + 3, 1).Spend(TenPerSecond, Start + 4, 1);
        var right = stem.Spend(TenPerSecond, Start + 3, 5).Spend(TenPerSecond, Start + 4, 2).Spend(TenPerSecond, Start + 5, 1);

        Assert.Equal(5, left.Available(TenPerSecond, Start + 5));
        Assert.Equal(0, right.Available(TenPerSecond, Start + 5));
        Assert.NotEqual(left, right);
    }

    [Fact]
    public void Spending_nothing_should_change_nothing()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 3);

        Assert.Equal(quota, quota.Spend(TenPerSecond, Start + 1, 0));
        Assert.Equal(quota, quota.Spend(TenPerSecond, Start + 1, -7));
        Assert.Equal(Start + 1, quota.AvailableAt(TenPerSecond, 0, Start + 1));
    }

    [Fact]
    public void Cost_above_the_rate_should_never_pass() =>
        Assert.Equal(DateTimeOffset.MaxValue.UtcTicks, Quota.Full(TenPerSecond, Start).AvailableAt(TenPerSecond, 11, Start));

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Extreme_terms_should_be_as_exact_as_any(long rate, long per)
    {
        var terms = new Terms(TenPerSecond.Algorithm, rate, per);
        var quota = Quota.Full(terms, Start);
        Assert.Equal(rate, quota.Available(terms, Start));

        quota = quota.Spend(terms, Start, rate);

        Assert.Equal(0, quota.Available(terms, Start));
        Assert.Equal(Start + per, quota.ResetAt(terms, Start));
        Assert.Equal(rate, quota.Available(terms, Start + per));
        var at = quota.AvailableAt(terms, 1, Start);
        Assert.True(quota.Available(terms, at) >= 1);
        Assert.Equal(0, quota.Available(terms, at - 1));
        Assert.Equal(quota, Quota.Import(terms, quota.Export(terms)));
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Absurd_debt_should_neither_throw_nor_turn_into_credit(long rate, long per)
    {
        var terms = new Terms(TenPerSecond.Algorithm, rate, per);
        var quota = Quota.Full(terms, Start);
        for (var i = 0; i < 100; i++)
            quota = quota.Spend(terms, Start, long.MaxValue);

        Assert.Equal(0, quota.Available(terms, Start));
        Assert.InRange(quota.ResetAt(terms, Start), Start + per, DateTimeOffset.MaxValue.UtcTicks);
        Assert.Equal(quota, Quota.Import(terms, quota.Export(terms)));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Impossible_instants_should_not_throw(long now)
    {
        foreach (var quota in new[] { default, Quota.Full(TenPerSecond, now), Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 3) })
        {
            Assert.InRange(quota.Available(TenPerSecond, now), 0, 10);
            Assert.InRange(quota.ResetAt(TenPerSecond, now), 0, DateTimeOffset.MaxValue.UtcTicks);
            Assert.InRange(quota.Spend(TenPerSecond, now, 8).AvailableAt(TenPerSecond, 10, now), 0, DateTimeOffset.MaxValue.UtcTicks);
        }
    }

    [Fact]
    public void Spend_before_the_last_one_should_be_charged_all_the_same()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start + 100, 3).Spend(TenPerSecond, Start, 4);

        Assert.Equal(3, quota.Available(TenPerSecond, Start + 100));
    }

    [Fact]
    public void State_of_another_algorithm_should_be_refused()
    {
        QuotaState[] states = [new TokenBucketState(0, Start), new SlidingWindowState([]), new FixedWindowState(0, 0)];
        foreach (var state in states)
        {
            if (state.GetType() != Quota.Full(TenPerSecond, Start).Export(TenPerSecond).GetType())
                Assert.Throws<ArgumentException>(() => Quota.Import(TenPerSecond, state));
        }
    }
}
