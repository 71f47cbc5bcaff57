using Flint.Actors.Tests.Limits.Support;
using Flint.Limits;

namespace Flint.Actors.Tests.Limits;

public class ReconfigurationTests : LimitTestBase
{
    public static TheoryData<Algorithm> Algorithms => [.. Enum.GetValues<Algorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Same_terms_should_change_nothing(Algorithm algorithm)
    {
        var terms = new Terms(algorithm, 10, Second);
        var quota = Quota.Full(terms, Start).Spend(terms, Start, 3);

        Assert.Equal(quota, quota.Reconfigured(terms, terms, Start + Second));
    }

    [Theory]
    [InlineData(20, 4)]
    [InlineData(3, 3)]
    public void Bucket_should_keep_its_tokens_capped_at_the_new_rate(long rate, long expected)
    {
        var (old, to) = (Bucket(10, Second), Bucket(rate, 5 * Second));
        var quota = Quota.Full(old, Start).Spend(old, Start, 6).Reconfigured(old, to, Start);

        Assert.Equal(expected, quota.Available(to, Start));
    }

    [Fact]
    public void Bucket_should_keep_the_fraction_of_a_token()
    {
        var (old, to) = (Bucket(10, Second), Bucket(1, 3 * Second));
        var quota = Quota.Full(old, Start).Spend(old, Start, 10).Reconfigured(old, to, Start + (50 * Ms));

        // Half a token is there; the other half takes half the new period.
        Assert.Equal(Start + (1_550 * Ms), quota.AvailableAt(to, 1, Start + (50 * Ms)));
    }

    [Fact]
    public void Bucket_should_keep_its_debt()
    {
        var (old, to) = (Bucket(10, Second), Bucket(5, Second));
        var quota = Quota.Full(old, Start).Spend(old, Start, 15).Reconfigured(old, to, Start);

        Assert.Equal(Start + (1_200 * Ms), quota.AvailableAt(to, 1, Start));
    }

    [Fact]
    public void Bucket_should_go_between_the_extremes_and_back_without_overflow()
    {
        Terms[] all = [Bucket(Terms.HighestRate, Terms.LongestPerTicks), Bucket(1, 1), Bucket(Terms.HighestRate, 1), Bucket(1, Terms.LongestPerTicks), Bucket(LimitRules.MaxRate, LimitRules.MaxPer.Ticks)];
        foreach (var old in all)
        {
            foreach (var to in all)
            {
                var quota = Quota.Full(old, Start);
                Assert.Equal(Math.Min(old.Rate, to.Rate), quota.Reconfigured(old, to, Start).Available(to, Start));

                for (var i = 0; i < 10; i++)
                    quota = quota.Spend(old, Start, old.Rate);
                quota = quota.Reconfigured(old, to, Start);
                Assert.Equal(0, quota.Available(to, Start));
                Assert.Equal(quota, Quota.Import(to, quota.Export(to)));
            }
        }
    }

    [Theory]
    [InlineData(Algorithm.SlidingWindowLog)]
    [InlineData(Algorithm.FixedWindowCounter)]
    public void Window_should_keep_its_spends(Algorithm algorithm)
    {
        var old = new Terms(algorithm, 10, Second);
        var (higher, lower) = (old with { Rate = 20 }, old with { Rate = 3 });
        var quota = Quota.Full(old, Start).Spend(old, Start, 6);

        Assert.Equal(14, quota.Reconfigured(old, higher, Start).Available(higher, Start));
        Assert.Equal(0, quota.Reconfigured(old, lower, Start).Available(lower, Start));
        Assert.Equal(14, quota.Reconfigured(old, lower, Start).Reconfigured(lower, higher, Start).Available(higher, Start));
    }

    [Theory]
    [InlineData(Algorithm.SlidingWindowLog)]
    [InlineData(Algorithm.FixedWindowCounter)]
    public void Window_should_count_its_spends_for_the_new_period(Algorithm algorithm)
    {
        var old = new Terms(algorithm, 10, Second);
        var (longer, shorter) = (old with { PerTicks = 5 * Second }, old with { PerTicks = Second / 10 });
        var quota = Quota.Full(old, Start).Spend(old, Start, 6);

        Assert.Equal(Start + (5 * Second), quota.Reconfigured(old, longer, Start + Second - 1).ResetAt(longer, Start + Second));
        Assert.Equal(10, quota.Reconfigured(old, shorter, Start + Second - 1).Available(shorter, Start + Second - 1));
    }

    [Theory]
    [InlineData(Algorithm.SlidingWindowLog)]
    [InlineData(Algorithm.FixedWindowCounter)]
    public void Longer_period_should_not_bring_back_what_no_longer_counted(Algorithm algorithm)
    {
        var old = new Terms(algorithm, 10, Second);
        var to = old with { PerTicks = 5 * Second };
        var quota = Quota.Full(old, Start).Spend(old, Start, 6).Reconfigured(old, to, Start + Second);

        Assert.Equal(Quota.Full(to, Start + Second), quota);
    }

    [Theory]
    [InlineData(Algorithm.TokenBucket, Algorithm.SlidingWindowLog)]
    [InlineData(Algorithm.TokenBucket, Algorithm.FixedWindowCounter)]
    [InlineData(Algorithm.SlidingWindowLog, Algorithm.TokenBucket)]
    [InlineData(Algorithm.SlidingWindowLog, Algorithm.FixedWindowCounter)]
    [InlineData(Algorithm.FixedWindowCounter, Algorithm.TokenBucket)]
    [InlineData(Algorithm.FixedWindowCounter, Algorithm.SlidingWindowLog)]
    public void Another_algorithm_should_start_with_what_was_unavailable_spent_now(Algorithm before, Algorithm after)
    {
        var old = new Terms(before, 10, Second);
        var now = Start + 5;
        var quota = Quota.Full(old, Start).Spend(old, Start, 6);
        var (wide, narrow) = (new Terms(after, 100, 2 * Second), new Terms(after, 4, Second));

        Assert.Equal(Quota.Full(wide, now).Spend(wide, now, 6), quota.Reconfigured(old, wide, now));
        Assert.Equal(Quota.Full(narrow, now).Spend(narrow, now, 4), quota.Reconfigured(old, narrow, now));
        Assert.Equal(Quota.Full(wide, now), Quota.Full(old, Start).Reconfigured(old, wide, now));
    }

    private static Terms Bucket(long rate, long per) => new(Algorithm.TokenBucket, rate, per);
}
