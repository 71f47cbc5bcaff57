namespace Flint.Abstractions.Tests;

public class AlgorithmNamesTests
{
    [Theory]
    [InlineData(Algorithm.TokenBucket, "token_bucket")]
    [InlineData(Algorithm.SlidingWindowLog, "sliding_window_log")]
    [InlineData(Algorithm.FixedWindowCounter, "fixed_window_counter")]
    public void Algorithm_should_have_one_name_and_be_found_by_it(Algorithm algorithm, string name)
    {
        Assert.Equal(name, algorithm.Name());
        Assert.Equal(algorithm, AlgorithmNames.Parse(name));
    }

    [Fact]
    public void Names_should_cover_every_algorithm() =>
        Assert.Equal(Enum.GetValues<Algorithm>().Select(algorithm => algorithm.Name()), AlgorithmNames.All);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Token_Bucket")]
    [InlineData("TokenBucket")]
    [InlineData("leaky_bucket")]
    public void Unknown_name_should_be_refused_and_the_known_ones_named(string? name)
    {
        var error = Assert.Throws<UnknownAlgorithmException>(() => AlgorithmNames.Parse(name));

        Assert.Equal($"unknown algorithm \"{name}\": use token_bucket, sliding_window_log or fixed_window_counter", error.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Undefined_value_should_have_no_name(int value) =>
        Assert.Throws<UnknownAlgorithmException>(() => ((Algorithm)value).Name());
}
