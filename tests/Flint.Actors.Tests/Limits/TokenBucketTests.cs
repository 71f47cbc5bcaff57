using Flint.Limits;

namespace Flint.Actors.Tests.Limits;

public class TokenBucketTests() : QuotaContract(Algorithm.TokenBucket)
{
    [Fact]
    public void Bucket_should_refill_continuously()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 10);

        Assert.Equal(0, quota.Available(TenPerSecond, Start + (100 * Ms) - 1));
        Assert.Equal(1, quota.Available(TenPerSecond, Start + (100 * Ms)));
        Assert.Equal(9, quota.Available(TenPerSecond, Start + Second - 1));
        Assert.Equal(Start + (300 * Ms), quota.AvailableAt(TenPerSecond, 3, Start));
    }

    [Fact]
    public void Fractions_of_a_token_should_survive_any_number_of_spends()
    {
        // 3 tokens per 10 ticks, one spent whenever it is there: in a million ticks exactly 300,000 refill.
        var terms = new Terms(Algorithm.TokenBucket, 3, 10);
        var quota = Quota.Full(terms, Start);
        var granted = Drain(ref quota, terms, Start);
        for (var now = Start + 1; now <= Start + 1_000_000; now++)
            granted += Drain(ref quota, terms, now);

        Assert.Equal(3 + 300_000, granted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Trying_at_every_tick_or_microsecond_should_never_slow_the_refill(long step)
    {
        var terms = new Terms(Algorithm.TokenBucket, 7, Second);
        var quota = Quota.Full(terms, Start).Spend(terms, Start, 7);
        var expected = quota.AvailableAt(terms, 1, Start);

        var now = Start;
        while (quota.Available(terms, now) < 1)
            now += step;

        Assert.InRange(now, expected, expected + step - 1);
    }

    [Fact]
    public void Debt_should_be_worked_off_at_the_rate()
    {
        var quota = Quota.Full(TenPerSecond, Start).Spend(TenPerSecond, Start, 10).Spend(TenPerSecond, Start, 20);

        Assert.Equal(Start + (2_100 * Ms), quota.AvailableAt(TenPerSecond, 1, Start));
        Assert.Equal(Start + (3_000 * Ms), quota.ResetAt(TenPerSecond, Start));
        Assert.Equal(new TokenBucketState(-20 * (Int128)Second, Start), quota.Export(TenPerSecond));
    }

    [Fact]
    public void Highest_rate_over_the_longest_period_should_refill_exactly()
    {
        var terms = new Terms(Algorithm.TokenBucket, LimitRules.MaxRate, LimitRules.MaxPer.Ticks);
        var quota = Quota.Full(terms, Start).Spend(terms, Start, LimitRules.MaxRate);

        // A token takes 3162.24 ticks.
        Assert.Equal(Start + 3_163, quota.AvailableAt(terms, 1, Start));
        Assert.Equal(Start + 6_325, quota.AvailableAt(terms, 2, Start));
        Assert.Equal(Start + 316_224, quota.AvailableAt(terms, 100, Start));
    }

    [Fact]
    public void Highest_rate_over_the_shortest_period_should_refill_exactly()
    {
        var terms = new Terms(Algorithm.TokenBucket, LimitRules.MaxRate, Ms);
        var quota = Quota.Full(terms, Start).Spend(terms, Start, LimitRules.MaxRate);

        Assert.Equal(100_000_000, quota.Available(terms, Start + 1));
        Assert.Equal(Start + 2, quota.AvailableAt(terms, 100_000_001, Start));
    }

    [Theory]
    [InlineData("10000000001", 1)]
    [InlineData("0", -1)]
    [InlineData("-170141183460469231731687303715884105728", 1)]
    public void Level_that_cannot_be_should_be_refused(string level, long at)
    {
        var terms = new Terms(Algorithm.TokenBucket, 1_000, 10_000_000);
        var state = new TokenBucketState(Int128.Parse(level, null), at);
        Assert.Throws<ArgumentException>(() => Quota.Import(terms, state));
    }
}
