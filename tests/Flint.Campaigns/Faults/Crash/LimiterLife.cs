using Akka.Actor;
using Flint.Actors.Journal.Log;
using Flint.Testing;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>
/// A limiter with all its actors, on a disk that is looked at after every call that changed it. Its requests come one by one, or in rounds side by side.
/// When its actors save snapshots and record parts is their own affair, so its moments differ a little from run to run.
/// </summary>
internal sealed class LimiterLife(MemoryDisk disk, bool isBatch, LimiterWitness witness, Totals totals, Random random, List<CrashMoment> moments)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Keys = ["k0", "k1", "k2"];

    private Action? _duringNextCall;
    private volatile int _durable;
    private volatile int _answered;
    private volatile int _asked;

    /// <summary>Lives: opens, is asked so many things, and is killed or closed.</summary>
    public async Task LiveAsync(int requests)
    {
        disk.Changed = call =>
        {
            Look(call.ToString());
            Interlocked.Exchange(ref _duringNextCall, null)?.Invoke();
        };
        var limiter = Open(disk, isBatch);
        if (totals.Count == 0)
        {
            foreach (var key in Keys.Append(LimiterWitness.Pair[0].Key).Append(LimiterWitness.Pair[1].Key))
                await AskAsync(() => ConfigureAsync(limiter, key));
        }
        for (var request = 0; request < requests; request++)
        {
            if (random.Next(12) == 0)
            {
                // Goes on over a clean close.
                await limiter.DisposeAsync();
                (_durable, limiter) = (_answered, Open(disk, isBatch));
            }
            await DoAsync(limiter);
        }
        Look("the last answer");
        if (random.Next(2) == 0)
        {
            await limiter.DisposeAsync();
            _durable = _answered;
            Look("close");
        }
        disk.Changed = null;
        await limiter.DisposeAsync();
    }

    /// <summary>Opens a limiter whose clock stands still.</summary>
    public static Limiter Open(MemoryDisk disk, bool isBatch) => Limiter.Open(
        new LimiterOptions
        {
            DataDirectory = "memory",
            Sync = isBatch ? SyncMode.Batch(flushEveryEvents: 1_000_000) : SyncMode.Always,
            SnapshotEvery = 3,
            HistoryKeep = Contents.HistoryKeep,
            TimeProvider = StoppedClock.Instance,
        },
        (log, time, import) => LogEngine.Open(disk.Open(), log.Settings, time, import));

    private Task DoAsync(Limiter limiter)
    {
        var key = Keys[random.Next(Keys.Length)];
        return random.Next(20) switch
        {
            < 7 => AskAsync(() => CheckAsync(limiter, key, random.Next(1, 4))),
            < 10 => AskAsync(() => CheckAllAsync(limiter, [new(Keys[0], random.Next(1, 3)), new(Keys[1], random.Next(1, 3)), new(Keys[2], 1)])),
            < 12 => AskAsync(() => CheckAllAsync(limiter, LimiterWitness.Pair)),
            < 15 => AskAsync(() => RoundAsync(limiter), isRound: true),
            15 => AskAsync(() => ResetAsync(limiter, key)),
            16 => AskAsync(() => totals.ContainsKey(key) ? RemoveAsync(limiter, key) : ConfigureAsync(limiter, key)),
            17 => AskAsync(() => ConfigureAsync(limiter, key)),
            18 => CompactAsync(limiter),
            _ => FlushAsync(limiter),
        };
    }

    // Between asking and the answer a crash may leave it done or not.
    private async Task AskAsync(Func<Task> request, bool isRound = false)
    {
        _asked = witness.Answered + 1;
        await request().WaitAsync(Patience);
        witness.Add(totals, isRound);
        _answered = witness.Answered;
        if (!isBatch)
            _durable = _answered;
        Look("answer");
    }

    private async Task ConfigureAsync(Limiter limiter, string key)
    {
        var rate = random.Next(20, 60);
        await limiter.LimitAsync(key, rate, TimeSpan.FromDays(1), (Algorithm)random.Next(3));
        totals[key] = totals.TryGetValue(key, out var known) ? known with { Rate = rate } : (rate, 0, 0);
    }

    private async Task ResetAsync(Limiter limiter, string key)
    {
        if (totals.ContainsKey(key))
            await limiter.ResetAsync(key);
    }

    private async Task RemoveAsync(Limiter limiter, string key)
    {
        await FlintLimits.Get(limiter.System).Ref.Ask<Akka.Done>(new RemoveLimit(key), Patience);
        totals.Remove(key);
    }

    private async Task CheckAsync(Limiter limiter, string key, long cost)
    {
        if (totals.ContainsKey(key) && await limiter.AllowAsync(key, cost))
            totals.Grant(key, cost);
    }

    private async Task CheckAllAsync(Limiter limiter, CheckItem[] items)
    {
        if (items.All(item => totals.ContainsKey(item.Key)) && await limiter.AllowAllAsync(items))
        {
            foreach (var (key, cost) in items)
                totals.Grant(key, cost);
        }
    }

    // Some more come while the first of them are being written, so that keys have decided what their snapshots must not hold.
    private async Task RoundAsync(Limiter limiter)
    {
        var keys = Keys.Where(totals.ContainsKey).ToArray();
        var first = keys.Concat(keys).Select(Check).Concat(Enumerable.Repeat(LimiterWitness.Pair, 3)).ToArray();
        var more = keys.Select(Check).ToArray();
        var late = new TaskCompletionSource<(CheckItem[], Task<bool>)[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _duringNextCall, () => late.SetResult(Array.ConvertAll(more, Ask)));
        await CountAsync(Array.ConvertAll(first, Ask));
        if (Interlocked.Exchange(ref _duringNextCall, null) is null) // else nothing was to be written
            await CountAsync(await late.Task);

        CheckItem[] Check(string key) => [new(key, random.Next(1, 4))];

        (CheckItem[], Task<bool>) Ask(CheckItem[] items) =>
            (items, items.Length == 1 ? limiter.AllowAsync(items[0].Key, items[0].Cost).AsTask() : limiter.AllowAllAsync(items).AsTask());
    }

    private async Task CountAsync((CheckItem[] Items, Task<bool> Answer)[] asked)
    {
        foreach (var (items, answer) in asked)
        {
            if (await answer)
            {
                foreach (var (key, cost) in items)
                    totals.Grant(key, cost);
            }
        }
    }

    private async Task CompactAsync(Limiter limiter)
    {
        await limiter.CompactAsync();
        _durable = _answered;
        Look("compaction");
    }

    private async Task FlushAsync(Limiter limiter)
    {
        await limiter.FlushAsync();
        _durable = _answered;
        Look("flush");
    }

    private void Look(string after)
    {
        var moment = new CrashMoment(after, disk.Crash(), witness, _durable, _answered, _asked);
        lock (moments)
            moments.Add(moment);
    }
}
