using Akka.Actor;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

/// <summary>Random lives of several keys: what history tells is what their callers saw, across reconfigurations, compactions, clean stops and kills.</summary>
public sealed class HistoryModelTests : DiskLimits
{
    private static readonly string[] Keys = ["a", "b", "c", "d \U0001F600 \"e\""];

    private readonly Dictionary<string, List<LimitEvent>> _model = Keys.ToDictionary(key => key, _ => new List<LimitEvent>());
    private readonly Dictionary<string, (long Rate, TimeSpan Per, Algorithm Algorithm)?> _limits = Keys.ToDictionary(key => key, _ => ((long, TimeSpan, Algorithm)?)null);

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 5, false)]
    [InlineData(3, 40, true)]
    [InlineData(4, 100, false)]
    public async Task History_should_tell_what_callers_saw(int seed, int keep, bool isBatch)
    {
        var random = new Random(seed);
        var sync = isBatch ? SyncMode.Batch() : SyncMode.Always;
        var limiter = Open(sync, snapshotEvery: 3, historyKeep: keep);
        for (var life = 0; life < 8; life++)
        {
            for (var i = 0; i < 120; i++)
            {
                Clock.Advance(TimeSpan.FromTicks(random.Next(3) switch { 0 => 0, 1 => random.Next(100), _ => random.NextInt64(TimeSpan.TicksPerSecond * 5) }));
                await Act(limiter, random);
                if (random.Next(10) == 0)
                    await Compare(limiter, Keys[random.Next(Keys.Length)], keep);
            }
            foreach (var key in Keys)
                await Compare(limiter, key, keep); // what was told is recorded: a kill from here on takes nothing of it

            if (random.Next(2) == 0)
                await limiter.DisposeAsync();
            else
                Kill();
            limiter = Open(sync, snapshotEvery: 3, historyKeep: keep);
            foreach (var key in Keys)
                await Compare(limiter, key, keep);
        }
        Assert.Contains(_model.Values, events => events.Count > keep);
    }

    private async Task Compare(Limiter limiter, string key, int keep) => Assert.Equal(_model[key].TakeLast(keep), await History(limiter, key));

    private async Task Act(Limiter limiter, Random random)
    {
        var key = Keys[random.Next(Keys.Length)];
        var now = Clock.GetUtcNow();
        try
        {
            switch (random.Next(16))
            {
                case 0:
                    var (rate, per, algorithm) = (random.NextInt64(1, 40), TimeSpan.FromMilliseconds(random.Next(1, 60_000)), (Algorithm)random.Next(3));
                    var onlyIfMissing = random.Next(4) == 0;
                    await limiter.LimitAsync(key, rate, per, algorithm, onlyIfMissing);
                    if (_limits[key] is null || (!onlyIfMissing && _limits[key] != (rate, per, algorithm)))
                        Configured(key, now, rate, per, algorithm);
                    break;
                case 1 when random.Next(3) == 0:
                    await limiter.ResetAsync(key);
                    _model[key].Add(new QuotaReset(key, now));
                    break;
                case 2 when random.Next(40) == 0:
                    await FlintLimits.Get(limiter.System).Ref.Ask<Akka.Done>(new RemoveLimit(key));
                    _limits[key] = null;
                    _model[key].Clear();
                    break;
                case 3 when random.Next(6) == 0:
                    await limiter.CompactAsync();
                    break;
                case 4 or 5 or 6:
                    var items = Keys.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).Select(k => new CheckItem(k, random.Next(1, 5))).ToArray();
                    var all = await limiter.CheckAllAsync(items);
                    if (all.DeniedKey is { } denied)
                    {
                        Denied(denied, now, all.Results[^1].Cost);
                        await limiter.StatusAsync(denied); // the key counts the denial by its own clock: before time goes on
                    }
                    foreach (var item in all.Allowed ? items : [])
                        _model[item.Key].Add(new CheckAllGranted(item.Key, now, item.Cost, items));
                    break;
                default:
                    var check = await limiter.CheckAsync(key, random.Next(1, 12));
                    if (check.Allowed)
                        _model[key].Add(new CostGranted(key, now, check.Cost));
                    else
                        Denied(key, now, check.Cost);
                    break;
            }
        }
        catch (InvalidInputException)
        {
            // not configured, or more than the rate: nothing happens to the key
        }
    }

    private void Configured(string key, DateTimeOffset now, long rate, TimeSpan per, Algorithm algorithm)
    {
        _limits[key] = (rate, per, algorithm);
        _model[key].Add(new LimitConfigured(key, now, rate, per, algorithm));
    }

    private void Denied(string key, DateTimeOffset now, long cost)
    {
        var events = _model[key];
        if (events.Count > 0 && events[^1] is CostsDenied run)
            events[^1] = run with { LastAt = now, Count = run.Count + 1, Cost = run.Cost + cost };
        else
            events.Add(new CostsDenied(key, now, now, 1, cost));
    }
}
