using Flint.Limits;

namespace Flint.Actors.Tests.Limits;

public class TermsTests
{
    [Fact]
    public void Terms_within_what_is_configurable_should_stay()
    {
        var terms = new Terms(Algorithm.TokenBucket, LimitRules.MaxRate, LimitRules.MaxPer.Ticks);

        Assert.Equal(terms, Terms.Clamped(terms.Algorithm, terms.Rate, terms.PerTicks));
    }

    [Fact]
    public void Terms_beyond_the_arithmetic_should_be_brought_back_to_its_bounds()
    {
        var (huge, nothing) = (ulong.MaxValue * (Int128)10_000, Int128.Zero);

        Assert.Equal(new Terms(Algorithm.TokenBucket, Terms.HighestRate, Terms.LongestPerTicks), Terms.Clamped(Algorithm.TokenBucket, huge, huge));
        Assert.Equal(new Terms(Algorithm.TokenBucket, 1, 1), Terms.Clamped(Algorithm.TokenBucket, nothing, -huge));
    }

    [Fact]
    public void Unknown_algorithm_should_be_named()
    {
        var terms = new Terms((Algorithm)7, 1, 1);

        Assert.Contains("\"7\"", Assert.Throws<UnknownAlgorithmException>(() => Quota.Full(terms, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<UnknownAlgorithmException>(() => default(Quota).Available(terms, 0));
    }
}
