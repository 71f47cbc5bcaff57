namespace Flint.Abstractions.Tests;

public class LimitRulesTests
{
    public static TheoryData<string?> RefusedKeys =>
    [
        null, "", " ", "\t\n", "\u00a0\u2003", "a\0b", "a\nb", "a\u007fb", "a\u0085b",
        new string('k', 513), new string('ü', 257), new string('€', 171),
    ];

    public static TheoryData<string> AcceptedKeys =>
    [
        "k", "api:user-42", " a ", "exports/2026?x=1", "search:ünïcode \"quoted\"", "..", "%2F", "👍", "a\u2028b",
        new('k', 512), new('ü', 256), string.Concat(Enumerable.Repeat("👍", 128)),
    ];

    [Theory]
    [MemberData(nameof(RefusedKeys))]
    public void Key_should_be_refused(string? key) => Assert.Throws<InvalidKeyException>(() => LimitRules.RequireKey(key));

    [Fact]
    public void Key_with_a_lone_surrogate_should_be_refused()
    {
        // No theory: test runners pass their data on as UTF-8, where such keys turn into others.
        foreach (var key in new[] { "\ud800", "a\udc00b", "\udc00\ud800" })
            Assert.Throws<InvalidKeyException>(() => LimitRules.RequireKey(key));
    }

    [Theory]
    [MemberData(nameof(AcceptedKeys))]
    public void Key_should_be_accepted(string key) => LimitRules.RequireKey(key);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_000_000_001)]
    [InlineData(long.MinValue)]
    public void Rate_should_be_refused(long rate) => Assert.Throws<InvalidRateException>(() => LimitRules.RequireRate(rate));

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000_000_000)]
    public void Rate_should_be_accepted(long rate) => LimitRules.RequireRate(rate);

    [Theory]
    [InlineData(0)]
    [InlineData(-10_000)]
    [InlineData(9_999)]
    [InlineData(10_001)]
    [InlineData((3_660 * TimeSpan.TicksPerDay) + 10_000)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Period_should_be_refused(long ticks) =>
        Assert.Throws<InvalidDurationException>(() => LimitRules.RequirePer(TimeSpan.FromTicks(ticks)));

    [Theory]
    [InlineData(10_000)]
    [InlineData(3_660 * TimeSpan.TicksPerDay)]
    public void Period_should_be_accepted(long ticks) => LimitRules.RequirePer(TimeSpan.FromTicks(ticks));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Cost_should_be_refused(long cost) => Assert.Throws<InvalidCostException>(() => LimitRules.RequireCost(cost));

    [Fact]
    public void Cost_should_be_accepted() => LimitRules.RequireCost(1);

    [Fact]
    public void Algorithm_should_be_one_of_the_defined_ones()
    {
        LimitRules.RequireAlgorithm(Algorithm.FixedWindowCounter);
        Assert.Throws<UnknownAlgorithmException>(() => LimitRules.RequireAlgorithm((Algorithm)3));
    }

    [Fact]
    public void Items_should_be_accepted_up_to_64() => LimitRules.RequireItems(Items(64));

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Items_should_be_refused_by_their_number(int count) =>
        Assert.Throws<InvalidItemCountException>(() => LimitRules.RequireItems(Items(count)));

    [Fact]
    public void Items_should_be_refused_for_what_is_wrong_with_one()
    {
        Assert.Throws<InvalidItemCountException>(() => LimitRules.RequireItems(null));
        Assert.Throws<InvalidKeyException>(() => LimitRules.RequireItems(["a", ""]));
        Assert.Throws<InvalidKeyException>(() => LimitRules.RequireItems([default]));
        Assert.Throws<InvalidCostException>(() => LimitRules.RequireItems(["a", ("b", 0)]));
        Assert.Equal("duplicate key in check_all: a", Assert.Throws<DuplicateKeyException>(() => LimitRules.RequireItems(["a", "b", ("a", 2)])).Message);
        LimitRules.RequireItems(["a", "A", "á", "a\u0301"]);
    }

    private static CheckItem[] Items(int count) => [.. Enumerable.Range(0, count).Select(i => new CheckItem($"k{i}"))];
}
