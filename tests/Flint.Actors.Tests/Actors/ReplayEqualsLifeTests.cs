using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>
/// Random histories of several keys, with kills, clean stops and compactions in between: after each, everything is as it was, but for denials that were too young to be recorded.
/// </summary>
public sealed class ReplayEqualsLifeTests : DiskLimits
{
    private static readonly string[] Keys = ["a", "b", "c", "d \U0001F600 \"e\""];

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public async Task Everything_should_be_as_it_was_after_every_kill(int seed, bool isBatch)
    {
        var random = new Random(seed);
        var sync = isBatch ? SyncMode.Batch() : SyncMode.Always;
        var limiter = Open(sync, snapshotEvery: 3);
        for (var life = 0; life < 12; life++)
        {
            for (var i = 0; i < 60; i++)
                await Act(limiter, random);
            var isFlushed = random.Next(3) > 0;
            if (isFlushed)
                await limiter.FlushAsync();
            var before = await List(limiter);
            Assert.Equal(before, await List(limiter)); // asking changes nothing

            if (random.Next(4) == 0)
                await limiter.DisposeAsync();
            else
                Kill();
            limiter = Open(sync, snapshotEvery: 3);

            var after = await List(limiter);
            Assert.Equal(isFlushed ? before : before.Select(WithoutDenials), isFlushed ? after : after.Select(WithoutDenials));
        }
    }

    private static LimitStatus WithoutDenials(LimitStatus status) => status with { TotalDenied = 0, TotalDeniedCost = 0, LastDeniedAt = null };

    private async Task Act(Limiter limiter, Random random)
    {
        Clock.Advance(TimeSpan.FromTicks(random.Next(3) switch { 0 => 0, 1 => random.Next(100), _ => random.NextInt64(TimeSpan.TicksPerSecond * 5) }));
        var key = Keys[random.Next(Keys.Length)];
        try
        {
            switch (random.Next(12))
            {
                case 0:
                    await limiter.LimitAsync(key, random.Next(1, 40), TimeSpan.FromMilliseconds(random.Next(1, 60_000)), (Algorithm)random.Next(3));
                    break;
                case 1 when random.Next(3) == 0:
                    await limiter.ResetAsync(key);
                    break;
                case 1 when random.Next(3) == 0:
                    await limiter.RemoveAsync(key);
                    break;
                case 2 or 3:
                    await limiter.CheckAllAsync([.. Keys.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(k => new CheckItem(k, random.Next(1, 5)))]);
                    break;
                case 4 when random.Next(2) == 0:
                    await limiter.CompactAsync();
                    break;
                default:
                    await limiter.CheckAsync(key, random.Next(1, 12));
                    break;
            }
        }
        catch (InvalidInputException)
        {
            // not configured yet, or more than the rate: part of the life
        }
    }
}
