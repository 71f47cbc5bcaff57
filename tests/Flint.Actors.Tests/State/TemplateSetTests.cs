using Flint.Limits;
using Flint.State;

namespace Flint.Tests.State;

public sealed class TemplateSetTests
{
    private static readonly TemplateSet Set = new(new[] { "*", "ip:*", "ip:10.*", "ip:10.0.0.1", "\U0001F600*", "user*" }.Select(Template));

    [Theory]
    [InlineData("ip:10.0.0.1", "ip:10.0.0.1")]
    [InlineData("ip:10.0.0.12", "ip:10.*")]
    [InlineData("ip:10.", "ip:10.*")]
    [InlineData("ip:1", "ip:*")]
    [InlineData("ip:", "ip:*")]
    [InlineData("ip", "*")]
    [InlineData("user", "user*")]
    [InlineData("\U0001F600", "\U0001F600*")]
    [InlineData("IP:1", "*")]
    public void Key_should_take_the_longest_beginning_and_its_own_pattern_before_all(string key, string pattern) => Assert.Equal(pattern, Set.Find(key)!.Pattern);

    [Fact]
    public void Prefixes_should_cover_every_pattern_there_is_or_was_and_none_another()
    {
        Assert.Equal(["ip:", "user"], new TemplateSet([Template("ip:10.*"), Template("ip:*"), Template("user")], ["ip:10.1", "user:*"]).Prefixes);
        Assert.Equal([""], Set.Prefixes);
        Assert.Empty(TemplateSet.Empty.Prefixes);
    }

    [Fact]
    public void Key_that_matches_nothing_should_have_no_template()
    {
        Assert.Null(TemplateSet.Empty.Find("ip:1"));
        Assert.Null(new TemplateSet([Template("ip:*"), Template("a")]).Find("ip"));
        Assert.Null(new TemplateSet([Template("a")]).Find("ab"));
    }

    // Against what "longest beginning" says, word for word.
    [Fact]
    public void Any_set_should_find_what_looking_at_all_of_it_finds()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var patterns = Enumerable.Range(0, random.Next(8)).Select(_ => Text(random) + (random.Next(3) > 0 ? "*" : "")).Where(p => p.Length > 0).Distinct().ToArray();
            var there = random.Next(patterns.Length + 1);
            var set = new TemplateSet(patterns.Take(there).Select(Template), patterns.Skip(there));
            for (var j = 0; j < 30; j++)
            {
                var key = Text(random);
                var expected = set.All.SingleOrDefault(t => t.Pattern == key)
                    ?? set.All.Where(t => t.IsPrefix && key.StartsWith(t.Prefix, StringComparison.Ordinal)).MaxBy(t => t.Prefix.Length);
                Assert.Same(expected, set.Find(key));
                Assert.Equal(patterns.Skip(there).Any(gone => gone == key || (gone.EndsWith('*') && key.StartsWith(gone[..^1], StringComparison.Ordinal))), set.HasSpokenFor(key));
            }
        }
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => (char)('a' + random.Next(2))));

    private static Template Template(string pattern) => new(pattern, new Terms(Algorithm.TokenBucket, 1, 1), 1);
}
