using System.Collections.Concurrent;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>
/// Several callers do whatever can be done to a few keys, awake and asleep, while templates' keys are forgotten and the log is compacted: until a clean stop, after which all that was told is counted, no more and no less;
/// or a kill or power cut in the middle, after which nothing that was told by then is lost, and nothing is counted that nobody asked for.
/// </summary>
public sealed class ConcurrentLivesTests : DiskLimits
{
    private const int Callers = 6;
    private const int Acts = 60;
    private const int Quota = 500;

    private static readonly string[] Counted = ["ip:1", "ip:2", "ip:3", "ip:4", "own:1", "own:2"];
    private static readonly string[] Wild = ["short:1", "short:2", "short:3", "other:1", "other:2"];

    private readonly ConcurrentDictionary<string, long> _asked = new();
    private readonly ConcurrentDictionary<string, long> _granted = new();
    private readonly ConcurrentDictionary<string, bool> _limited = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task What_was_told_should_be_counted(int seed)
    {
        var random = new Random(seed);
        var sync = random.Next(2) == 0 ? SyncMode.Always : SyncMode.Batch();
        var limiter = OpenAny(sync, random);
        await limiter.TemplateAsync("ip:*", rate: Quota, per: "3000d");
        await limiter.TemplateAsync("short:*", rate: 50, per: "1s", idleTtl: "2s");
        await limiter.FlushAsync();
        for (var life = 0; life < 6; life++)
        {
            if (random.Next(2) == 0)
                await LiveAndStopAsync(limiter, random);
            else
                await LiveAndCrashAsync(limiter, random, isPowerCut: !sync.IsBatch && random.Next(2) == 0);
            limiter = OpenAny(sync, random);
            await TakeOverAsync(limiter);
        }
    }

    private Limiter OpenAny(SyncMode sync, Random random) => Open(
        sync,
        snapshotEvery: random.Next(2) == 0 ? random.Next(2, 6) : null,
        maxResident: random.Next(3) switch { 0 => random.Next(1, 5), 1 => 8, _ => null },
        passivateAfter: TimeSpan.FromSeconds(1));

    private async Task LiveAndStopAsync(Limiter limiter, Random random)
    {
        await Task.WhenAll(Lives(limiter, random, () => { }));

        Assert.Equal(0, limiter.Waiting);
        Assert.All(await ChargedAsync(limiter), key => Assert.Equal(_granted.GetValueOrDefault(key.Key), key.Charged));
        await limiter.FlushAsync();
        var totals = await TotalsAsync(limiter);
        await limiter.DisposeAsync();
        var again = Open();
        Assert.Equal(totals, await TotalsAsync(again));
        await again.DisposeAsync();
    }

    // But for keys that are just being forgotten.
    private static async Task<List<string>> TotalsAsync(Limiter limiter) => [.. (await limiter.TotalsAsync()).Where(sum => sum.Template != "short:*").Select(sum => $"{sum}")];

    private async Task LiveAndCrashAsync(Limiter limiter, Random random, bool isPowerCut)
    {
        var (left, crash) = (random.Next(1, Callers * Acts), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var lives = Lives(limiter, random, () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
                crash.SetResult();
        });
        await crash.Task;
        var (told, limited) = (_granted.ToArray(), _limited.Keys.ToArray());
        if (isPowerCut)
            CutPower();
        else
            Kill();
        await Task.WhenAll(lives); // on the old disk
        await limiter.DisposeAsync();

        var again = Open();
        var charged = (await ChargedAsync(again)).ToDictionary();
        Assert.All(told, key => Assert.InRange(charged[key.Key], key.Value, _asked[key.Key]));
        foreach (var key in limited)
            Assert.NotNull(await again.StatusAsync(key));
        await again.DisposeAsync();
    }

    // The next life goes on from what the log says.
    private async Task TakeOverAsync(Limiter limiter)
    {
        foreach (var (key, charged) in await ChargedAsync(limiter))
            _asked[key] = _granted[key] = charged;
        _limited.Clear();
        foreach (var key in (string[])["own:1", "own:2"])
            await limiter.LimitAsync(key, Quota, "3000d");
    }

    private static async Task<List<(string Key, long Charged)>> ChargedAsync(Limiter limiter)
    {
        var statuses = (await List(limiter)).ToDictionary(status => status.Key);
        return [.. Counted.Select(key => (key, statuses.GetValueOrDefault(key)?.TotalAllowedCost ?? 0))];
    }

    private Task[] Lives(Limiter limiter, Random random, Action acted) => [.. Enumerable.Range(0, Callers).Select(_ => random.Next()).Select(seed => Task.Run(async () =>
    {
        var own = new Random(seed);
        for (var i = 0; i < Acts; i++)
        {
            try
            {
                await ActAsync(limiter, own);
            }
            catch (InvalidInputException)
            {
                // not configured, or more than the rate: part of the life
            }
            acted();
        }
    }))];

    private async Task ActAsync(Limiter limiter, Random random)
    {
        var (key, wild) = (Counted[random.Next(Counted.Length)], Wild[random.Next(Wild.Length)]);
        switch (random.Next(22))
        {
            case 0:
                await limiter.LimitAsync(wild, random.Next(1, 50), TimeSpan.FromSeconds(random.Next(1, 100)), (Algorithm)random.Next(3), onlyIfMissing: random.Next(2) == 0);
                break;
            case 1:
                await (random.Next(2) == 0 ? limiter.RemoveAsync(wild).AsTask() : limiter.ResetAsync(wild).AsTask());
                break;
            case 2:
                await CountAsync(key, random.Next(1, 3), async cost => (await limiter.CheckAllAsync([new CheckItem(key, cost), new CheckItem("ip:9")])).Allowed);
                break;
            case 3:
                await limiter.PeekAsync(key);
                break;
            case 4:
                await limiter.StatusAsync(random.Next(2) == 0 ? key : wild);
                break;
            case 5:
                await List(limiter);
                break;
            case 6:
                await History(limiter, random.Next(2) == 0 ? key : wild);
                break;
            case 7:
                await (random.Next(3) == 0 ? limiter.CompactAsync().AsTask() : limiter.FlushAsync().AsTask());
                break;
            case 8 or 9:
                Clock.Advance(TimeSpan.FromMilliseconds(random.Next(2) == 0 ? 2_100 : 100)); // some fall asleep, some are forgotten
                await Partitions(limiter);
                break;
            case 10:
                await limiter.CheckAsync(wild, random.Next(1, 3));
                break;
            case 11:
                await Task.WhenAll(limiter.CheckAsync(wild).AsTask(), limiter.LimitAsync(wild, 20, "10s").AsTask());
                break;
            case 12:
                await limiter.CheckAsync($"ip:made-up:{random.Next(1_000)}");
                break;
            case 13:
                var name = $"new:{random.Next(100)}";
                await limiter.LimitAsync(name, 5, "1d");
                _limited[name] = true;
                break;
            case 14:
                await limiter.TopAsync(TopBy.Allowed, 3);
                break;
            default:
                await CountAsync(key, random.Next(1, 4), async cost => (await limiter.CheckAsync(key, cost)).Allowed);
                break;
        }
    }

    private async Task CountAsync(string key, int cost, Func<int, Task<bool>> check)
    {
        _asked.AddOrUpdate(key, cost, (_, asked) => asked + cost);
        if (await check(cost))
            _granted.AddOrUpdate(key, cost, (_, granted) => granted + cost);
    }
}
