using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>Random lives against a model of a page: the totals are what it says at any time, whenever they are asked for first, through sleep, kills, stops, compactions and forgetting.</summary>
public sealed class TotalsModelTests : DiskLimits
{
    private static readonly string[] Keys = ["ip:1", "ip:10.1", "ip:10.2", "ip", "user:\U0001F600", "other"];
    private static readonly string[] Patterns = ["ip:*", "ip:10.*", "ip:10.1", "*", "user:*"];
    private static readonly TimeSpan IdleTtl = TimeSpan.FromHours(10);

    private readonly TotalsModel _model = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Totals_should_be_as_the_model_says(int seed)
    {
        var random = new Random(seed);
        var limiter = Open(random);
        for (var life = 0; life < 12; life++)
        {
            var asks = random.Next(2) == 0;
            for (var i = 0; i < 40; i++)
            {
                Clock.Advance(TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerSecond)));
                await Act(limiter, random);
                if (asks)
                    Assert.Equal(_model.Totals, await limiter.TotalsAsync());
            }
            switch (random.Next(6))
            {
                case 0 or 1:
                    await limiter.CompactAsync();
                    break;
                case 2:
                    Clock.Advance(TimeSpan.FromMinutes(5));
                    await Partitions(limiter);
                    break;
                case 3:
                    await limiter.DisposeAsync();
                    limiter = Open(random);
                    break;
                case 4:
                    await Forget(limiter);
                    break;
                default:
                    await limiter.FlushAsync(); // denials, too
                    Kill();
                    limiter = Open(random);
                    break;
            }
            if (asks)
                Assert.Equal(_model.Totals, await limiter.TotalsAsync());
        }
        Assert.Equal(_model.Totals, await limiter.TotalsAsync());
        await limiter.DisposeAsync();
        Assert.Equal(_model.Totals, await Open(random).TotalsAsync());
    }

    private Limiter Open(Random random) => Open(SyncMode.Batch(), snapshotEvery: 3, maxResident: random.Next(2) == 0 ? 2 : null);

    private async Task Forget(Limiter limiter)
    {
        Clock.Advance(IdleTtl);
        for (var ticks = 0; ticks < 10_000 && (await limiter.TotalsAsync()).Any(sum => sum is { Template: not null, Limits: > 0 }); ticks++)
            Clock.Advance(TimeSpan.FromSeconds(16));
        _model.Forget();
    }

    private async Task Act(Limiter limiter, Random random)
    {
        var key = Keys[random.Next(Keys.Length)];
        var (algorithm, rate, per) = ((Algorithm)random.Next(3), random.Next(1, 20), TimeSpan.FromMilliseconds(random.Next(1, 60_000)));
        var pattern = Patterns[random.Next(Patterns.Length)];
        switch (random.Next(16))
        {
            case 0:
                await limiter.TemplateAsync(pattern, rate, per, algorithm, IdleTtl);
                _model.Templates[pattern] = algorithm;
                break;
            case 1 when random.Next(3) == 0:
                Assert.Equal(_model.Templates.Remove(pattern), await limiter.RemoveTemplateAsync(pattern));
                break;
            case 2:
                var onlyIfMissing = random.Next(3) > 0;
                await limiter.LimitAsync(key, rate, per, algorithm, onlyIfMissing);
                _model.Limit(key, algorithm, onlyIfMissing);
                break;
            case 3:
                await limiter.RemoveAsync(key);
                _model.Remove(key);
                break;
            case 4 or 5:
                await CheckAll(limiter, [.. Keys.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(k => new CheckItem(k, random.Next(1, 4)))]);
                break;
            case 6 when await limiter.StatusAsync(key) is not null:
                await limiter.ResetAsync(key);
                _model.Reset(key);
                break;
            default:
                await Check(limiter, key, random.Next(1, 8));
                break;
        }
    }

    private async Task Check(Limiter limiter, string key, long cost)
    {
        try
        {
            _model.Decided(key, cost, (await limiter.CheckAsync(key, cost)).Allowed);
        }
        catch (InvalidInputException)
        {
            // No limit, or one below the cost.
        }
    }

    private async Task CheckAll(Limiter limiter, CheckItem[] items)
    {
        try
        {
            var result = await limiter.CheckAllAsync(items);
            await limiter.FlushAsync(); // keys hear of it before the next step, which may change what they hear of it by
            foreach (var (key, cost) in items.Where(item => result.Allowed || item.Key == result.DeniedKey))
                _model.Decided(key, cost, result.Allowed);
        }
        catch (InvalidInputException)
        {
            // As above, of one of them.
        }
    }
}
