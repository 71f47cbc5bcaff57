using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Flint.Host.Tests.Support;

/// <summary>A limiter in memory that judges input as every limiter does and otherwise only counts down: what is tested here stands before it.</summary>
internal sealed class FakeLimiter : ILimiter
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What a template that names no time is given.</summary>
    public static readonly TimeSpan DefaultIdleTtl = TimeSpan.FromMinutes(7);

    private readonly ConcurrentDictionary<string, LimitTemplate> _templates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LimitStatus> _limits = new(StringComparer.Ordinal);

    /// <summary>Runs before each check; a test throws or waits here.</summary>
    public Func<Task> BeforeCheck { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before each status of a list.</summary>
    public Func<int, Task> BeforeListed { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before what goes through every key or the whole log: a ranking, a removal by prefix, a compaction, the doctor.</summary>
    public Func<Task> BeforeLongWork { get; set; } = () => Task.CompletedTask;

    public int Flushes { get; private set; }

    public int Compactions { get; private set; }

    public int Disposals { get; private set; }

    /// <summary>What the history of each key tells.</summary>
    public List<LimitEvent> Past { get; } = [];

    public IReadOnlyDictionary<string, LimitStatus> Limits => _limits;

    public ValueTask LimitAsync(string key, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default) =>
        LimitAsync(key, rate, Duration.Parse(per), algorithm, ct);

    public ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default) =>
        LimitAsync(key, rate, per, algorithm, onlyIfMissing: false, ct);

    public ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm, bool onlyIfMissing, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        LimitRules.RequireRate(rate);
        LimitRules.RequirePer(per);
        LimitRules.RequireAlgorithm(algorithm);
        var fresh = new LimitStatus(key, rate, per, algorithm, rate, Noon, 0, 0, 0, 0, null, null, null);
        _limits.AddOrUpdate(key, fresh, (_, old) => onlyIfMissing ? old : fresh);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<CheckResult> CheckAsync(string key, long cost = 1, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        LimitRules.RequireCost(cost);
        await BeforeCheck();
        var limit = Find(key);
        if (cost > limit.Rate)
            throw InvalidCostException.OverRate(cost, limit.Rate);
        var allowed = cost <= limit.Remaining;
        if (allowed)
            limit = limit with { Remaining = limit.Remaining - cost, TotalAllowed = limit.TotalAllowed + 1, TotalAllowedCost = limit.TotalAllowedCost + cost, LastAllowedAt = Noon };
        else
            limit = limit with { TotalDenied = limit.TotalDenied + 1, TotalDeniedCost = limit.TotalDeniedCost + cost, LastDeniedAt = Noon };
        _limits[key] = limit;
        return new CheckResult(key, allowed, cost, limit.Rate, limit.Remaining, Noon.AddSeconds(1), allowed ? null : TimeSpan.FromTicks(10_001), limit.Algorithm);
    }

    public async ValueTask<bool> AllowAsync(string key, long cost = 1, CancellationToken ct = default) => (await CheckAsync(key, cost, ct)).Allowed;

    public async ValueTask<CheckAllResult> CheckAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default)
    {
        LimitRules.RequireItems(items);
        var before = items.Select(item => Find(item.Key)).ToList();
        var results = new List<CheckResult>();
        foreach (var (key, cost) in items)
        {
            results.Add(await CheckAsync(key, cost, ct));
            if (results[^1].Allowed)
                continue;
            foreach (var limit in before)
                _limits[limit.Key] = limit;
            return new CheckAllResult(false, key, results);
        }
        return new CheckAllResult(true, null, results);
    }

    public async ValueTask<bool> AllowAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default) => (await CheckAllAsync(items, ct)).Allowed;

    public async ValueTask<CheckResult> PeekAsync(string key, long cost = 1, CancellationToken ct = default)
    {
        var before = Find(key);
        var foreseen = await CheckAsync(key, cost, ct);
        _limits[key] = before;
        return foreseen;
    }

    public ValueTask<LimitStatus?> StatusAsync(string key, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        return ValueTask.FromResult(_limits.GetValueOrDefault(key));
    }

    public async IAsyncEnumerable<LimitStatus> ListAsync(string? prefix = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var listed = 0;
        foreach (var status in _limits.Values.Where(s => s.Key.StartsWith(prefix ?? "", StringComparison.Ordinal)).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            await BeforeListed(listed++);
            yield return status;
        }
    }

    public async IAsyncEnumerable<LimitEvent> HistoryAsync(string key, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await Task.CompletedTask;
        LimitRules.RequireKey(key);
        foreach (var past in Past.Where(past => past.Key == key))
            yield return past;
    }

    public async ValueTask<IReadOnlyList<LimitStatus>> TopAsync(TopBy by = TopBy.Denied, int limit = 20, CancellationToken ct = default)
    {
        await BeforeLongWork();
        return [.. _limits.Values.OrderByDescending(status => by.Total(status)).ThenBy(status => status.Key, KeyOrder.Comparer).Take(limit)];
    }

    public ValueTask ResetAsync(string key, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        var limit = Find(key);
        _limits[key] = limit with { Remaining = limit.Rate, LastResetAt = Noon };
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        return ValueTask.FromResult(_limits.TryRemove(key, out _));
    }

    public async ValueTask<long> PurgeAsync(string prefix, CancellationToken ct = default)
    {
        LimitRules.RequirePrefix(prefix);
        await BeforeLongWork();
        return _limits.Keys.Count(key => key.StartsWith(prefix, StringComparison.Ordinal) && _limits.TryRemove(key, out _));
    }

    public ValueTask TemplateAsync(string pattern, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, string? idleTtl = null, CancellationToken ct = default) =>
        TemplateAsync(pattern, rate, Duration.Parse(per), algorithm, idleTtl is null ? null : Duration.Parse(idleTtl), ct);

    public ValueTask TemplateAsync(string pattern, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, TimeSpan? idleTtl = null, CancellationToken ct = default)
    {
        LimitRules.RequirePattern(pattern);
        LimitRules.RequireRate(rate);
        LimitRules.RequirePer(per);
        LimitRules.RequireIdleTtl(idleTtl ?? DefaultIdleTtl);
        LimitRules.RequireAlgorithm(algorithm);
        _templates[pattern] = new LimitTemplate(pattern, rate, per, algorithm, idleTtl ?? DefaultIdleTtl);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<LimitTemplate>> TemplatesAsync(CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<LimitTemplate>>([.. _templates.Values.OrderBy(template => template.Pattern, KeyOrder.Comparer)]);

    public ValueTask<bool> RemoveTemplateAsync(string pattern, CancellationToken ct = default)
    {
        LimitRules.RequirePattern(pattern);
        return ValueTask.FromResult(_templates.TryRemove(pattern, out _));
    }

    public ValueTask FlushAsync(CancellationToken ct = default)
    {
        Flushes++;
        return ValueTask.CompletedTask;
    }

    public async ValueTask CompactAsync(CancellationToken ct = default)
    {
        await BeforeLongWork();
        Compactions++;
    }

    /// <summary>What the doctor says.</summary>
    public DoctorReport Report { get; set; } = new() { Ok = true, Limits = 2, HistoryEvents = 7, AofBytes = 1234, Generations = 1, FormatVersion = 2, LastSyncAt = Noon };

    public async ValueTask<DoctorReport> DoctorAsync(CancellationToken ct = default)
    {
        await BeforeLongWork();
        return Report;
    }

    public ValueTask DisposeAsync()
    {
        Disposals++;
        return ValueTask.CompletedTask;
    }

    private LimitStatus Find(string key)
    {
        LimitRules.RequireKey(key);
        return _limits.GetValueOrDefault(key) ?? throw new LimitNotConfiguredException(key);
    }
}
