using CsCheck;
using Flint.Actors.Tests.Limits.Support;

namespace Flint.Actors.Tests.Limits;

/// <summary>Every algorithm against its naive model, over random lives. A failure names the seed and the shortest life found.</summary>
public class QuotaPropertyTests
{
    [Theory]
    [InlineData(Algorithm.TokenBucket)]
    [InlineData(Algorithm.SlidingWindowLog)]
    [InlineData(Algorithm.FixedWindowCounter)]
    public void Quota_should_live_as_its_naive_model(Algorithm algorithm) =>
        Stories.Of(algorithm).Sample(story => Stories.Tell(story.Terms, story.Steps), iter: 10_000, print: Print);

    private static string Print((Flint.Limits.Terms Terms, Step[] Steps) story) => $"{story.Terms}: {string.Join(", ", story.Steps.AsEnumerable())}";
}
