using CsCheck;
using Flint.Actors;

namespace Flint.Tests.Actors;

public sealed class GhostKeysTests
{
    private const int Remembered = 5;

    [Fact]
    public void So_many_as_were_added_last_should_be_known_and_no_more_than_twice_that() =>
        Gen.Int[0, 30].Array[0, 60].Sample(added =>
        {
            var ghosts = new GhostKeys(Remembered);
            foreach (var key in added)
                ghosts.Add($"key {key}");

            var last = added.Reverse().Distinct().Take(Remembered);
            Assert.All(last, key => Assert.True(ghosts.Contains($"key {key}")));
            Assert.InRange(Enumerable.Range(0, 31).Count(key => ghosts.Contains($"key {key}")), 0, 2 * Remembered);
        });

    [Fact]
    public void Those_that_were_never_added_should_not_be_known()
    {
        var ghosts = new GhostKeys(Remembered);
        ghosts.Add("a");

        Assert.True(ghosts.Contains("a"));
        Assert.False(ghosts.Contains("b"));
    }
}
