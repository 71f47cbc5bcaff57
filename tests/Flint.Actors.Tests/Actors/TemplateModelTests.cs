using Flint.Limits;
using Flint.State;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>Random lives with templates against a model of a page: after each step the answer, and after each sleep, kill, stop and compaction everything, is as the model says.</summary>
public sealed class TemplateModelTests : DiskLimits
{
    private static readonly string[] Keys = ["ip:1", "ip:10.1", "ip:10.2", "ip", "user:\U0001F600", "other"];
    private static readonly string[] Patterns = ["ip:*", "ip:10.*", "ip:10.1", "*", "user:*"];

    private readonly TemplateModel _model = new();

    // Short lives: nearly every key is met asleep. Long ones: nearly every key is awake.
    [Theory]
    [InlineData(1, 8, 60)]
    [InlineData(2, 8, 60)]
    [InlineData(3, 8, 60)]
    [InlineData(4, 8, 60)]
    [InlineData(5, 100, 5)]
    [InlineData(6, 100, 5)]
    [InlineData(7, 100, 5)]
    [InlineData(8, 100, 5)]
    public async Task Everything_should_be_as_the_model_says(int seed, int lives, int steps)
    {
        var random = new Random(seed);
        var limiter = Open(SyncMode.Batch(), snapshotEvery: 3, maxResident: random.Next(2) == 0 ? 2 : null);
        for (var life = 0; life < lives; life++)
        {
            for (var i = 0; i < steps; i++)
            {
                Clock.Advance(TimeSpan.FromTicks(random.Next(3) switch { 0 => 0, 1 => random.Next(1_000), _ => random.NextInt64(TimeSpan.TicksPerSecond * 5) }));
                await Act(limiter, random);
            }
            Assert.Equal(_model.List(Now), (await List(limiter)).Select(Shown));
            switch (random.Next(4))
            {
                case 0:
                    await limiter.CompactAsync();
                    break;
                case 1:
                    Clock.Advance(TimeSpan.FromMinutes(5));
                    await Partitions(limiter);
                    break;
                case 2:
                    await limiter.DisposeAsync();
                    limiter = Open(SyncMode.Batch(), snapshotEvery: 3);
                    break;
                default:
                    await limiter.FlushAsync(); // what denials have taken
                    Kill();
                    limiter = Open(SyncMode.Batch(), snapshotEvery: 3);
                    break;
            }
            Assert.Equal(_model.List(Now), (await List(limiter)).Select(Shown));
        }
    }

    private long Now => Clock.GetUtcNow().UtcTicks;

    private async Task Act(Limiter limiter, Random random)
    {
        var key = Keys[random.Next(Keys.Length)];
        var terms = new Terms((Algorithm)random.Next(3), random.Next(1, 20), random.Next(1, 60_000) * TimeSpan.TicksPerMillisecond);
        var per = new TimeSpan(terms.PerTicks);
        var pattern = Patterns[random.Next(Patterns.Length)];
        switch (random.Next(14))
        {
            case 0:
                await limiter.TemplateAsync(pattern, terms.Rate, per, terms.Algorithm);
                _model.Templates[pattern] = terms;
                break;
            case 1 when random.Next(2) == 0:
                Assert.Equal(_model.Templates.Remove(pattern), await limiter.RemoveTemplateAsync(pattern));
                break;
            case 2 when random.Next(3) == 0:
                await limiter.LimitAsync(key, terms.Rate, per, terms.Algorithm);
                _model.Limit(key, terms, LimitSource.Explicit, Now);
                break;
            case 2:
                await limiter.LimitAsync(key, terms.Rate, per, terms.Algorithm, onlyIfMissing: true);
                _model.Limit(key, terms, LimitSource.Lazy, Now);
                break;
            case 3 when random.Next(2) == 0:
                Assert.Equal(_model.Remove(key), await limiter.RemoveAsync(key));
                break;
            case 4:
                await CheckAll(limiter, [.. Keys.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(k => new CheckItem(k, random.Next(1, 4)))]);
                break;
            case 5 or 6:
                var other = random.Next(1, 8);
                Assert.Equal(_model.Peek(key, other, Now), await Answer(limiter.PeekAsync(key, other)));
                break;
            default:
                var cost = random.Next(1, 8);
                Assert.Equal(_model.Check(key, cost, Now), await Answer(limiter.CheckAsync(key, cost)));
                break;
        }
    }

    private async Task CheckAll(Limiter limiter, CheckItem[] items)
    {
        var expected = items.Select(item => (item, Answer: _model.Peek(item.Key, item.Cost, Now))).ToArray();
        if (expected.All(e => e.Answer is not null))
        {
            var result = await limiter.CheckAllAsync(items);
            await limiter.FlushAsync(); // keys hear of it before the next step, which may change what they hear of it by
            Assert.Equal(expected.All(e => e.Answer!.Value.Allowed), result.Allowed);
            Assert.Equal(result.DeniedKey, expected.Where(e => !e.Answer!.Value.Allowed).Select(e => e.item.Key).FirstOrDefault());
            foreach (var (key, cost) in items.Where(item => result.Allowed || item.Key == result.DeniedKey))
            {
                if (result.Allowed)
                    _model.Charge(key, cost, Now);
                else
                    _model.Check(key, cost, Now);
            }
        }
        else
            await Assert.ThrowsAnyAsync<InvalidInputException>(async () => await limiter.CheckAllAsync(items));
    }

    private static async Task<(bool Allowed, long Remaining, long Rate)?> Answer(ValueTask<CheckResult> check)
    {
        try
        {
            var result = await check;
            return (result.Allowed, result.Remaining, result.Limit);
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    private static (string Key, long Rate, long Remaining, long Allowed) Shown(LimitStatus status) => (status.Key, status.Rate, status.Remaining, status.TotalAllowed);
}
