using System.Globalization;
using Flint.Import;
using Flint.Limits;
using static Flint.Tests.Import.Support.OldLog;

namespace Flint.Tests.Import.Support;

/// <summary>
/// A random life of a few keys, said three times: as the log of version 1, as the snapshot that flint-limiter's own arithmetic (floating point, a list of times, a counter) would
/// write of it, and as simply as it can be counted.
/// </summary>
internal sealed class OldLife
{
    private static readonly string[] Keys = ["a", "b 🔥\n", "\"c\\", "d/é"];

    private readonly Random _random;
    private readonly bool _isExact;
    private readonly Dictionary<string, NaiveKey> _keys = [];
    private readonly List<string> _history = [];

    /// <param name="seed">Of the life.</param>
    /// <param name="isExact">Only what floating point carries without an error, so that both ways of counting agree; and keys that are never reconfigured.</param>
    public OldLife(int seed, bool isExact) => (_random, _isExact) = (new Random(seed), isExact);

    public OldLog Log { get; } = new();

    public long Now { get; private set; } = Start.Ticks;

    public void Live(int steps)
    {
        while (steps-- > 0)
            Step();
    }

    /// <summary>What a compaction now would write.</summary>
    public OldSnapshot Snapshot() => new()
    {
        CreatedAt = Now,
        LogOffset = Log.Bytes.Length,
        Configs = Map(key => Limit(key.Name, (UInt128)key.Terms.Rate, Millis(key.Terms), key.Terms.Algorithm.Name())),
        Buckets = Map(key => key.Terms.Algorithm != Algorithm.TokenBucket ? null
            : $$"""{"tokens":{{key.Tokens.ToString("F25", CultureInfo.InvariantCulture)}},"last_refill":"{{Time(key.RefilledAt)}}"}"""),
        FixedWindows = Map(key => key.WindowAt is not { } start ? null : $$"""{"window_start":"{{Time(start)}}","count":{{key.WindowCount}}}"""),
        SlidingWindows = Map(key => key.Times.Count == 0 ? null : $"[{string.Join(',', key.Times.Select(time => $"\"{Time(time)}\""))}]"),
        Metrics = Map(key => $$"""{"last_allowed_at":{{TimeOrNull(key.LastAllowedAt)}},"last_denied_at":{{TimeOrNull(key.LastDeniedAt)}},"last_reset_at":{{TimeOrNull(key.LastResetAt)}},"total_allowed":{{key.Allowed}},"total_allowed_cost":{{key.AllowedCost}},"total_denied":{{key.Denied}},"total_denied_cost":{{key.DeniedCost}}}"""),
        History = string.Join(',', _history),
    };

    public void AssertIs(ImportResult result)
    {
        Assert.Equal(_keys.Keys.Order(KeyOrder.Comparer), result.Keys.Select(key => key.Key));
        foreach (var (expected, found) in _keys.OrderBy(pair => pair.Key, KeyOrder.Comparer).Select(pair => pair.Value).Zip(result.Keys))
        {
            var state = found.State;
            Assert.Equal(expected.Terms, state.Config!.Terms);
            Assert.Equal((expected.Allowed, expected.AllowedCost, expected.Denied, expected.DeniedCost), (state.TotalAllowed, state.TotalAllowedCost, state.TotalDenied, state.TotalDeniedCost));
            Assert.Equal((expected.LastAllowedAt, expected.LastDeniedAt, expected.LastResetAt), (state.LastAllowedAt, state.LastDeniedAt, state.LastResetAt));
            Assert.Equal(expected.Events, found.HistoryEvents);
            foreach (var ahead in new[] { 0, 1, expected.Terms.PerTicks / 3, expected.Terms.PerTicks - 1, expected.Terms.PerTicks })
                Assert.Equal(expected.Quota.Available(expected.Terms, Now + ahead), Imported.Available(found, Now + ahead));
            var full = Imported.ResetAt(found, Now);
            Assert.True(expected.Quota.IsFull(expected.Terms, full));
            Assert.True(full == Now || !expected.Quota.IsFull(expected.Terms, full - 1));
        }
    }

    private void Step()
    {
        Now += (_isExact ? TimeSpan.TicksPerMillisecond : 1) * _random.NextInt64(_random.Next(3) switch { 0 => 1, 1 => 50, _ => 5_000 });
        var name = Keys[_random.Next(Keys.Length)];
        if (!_keys.TryGetValue(name, out var key) || (!_isExact && _random.Next(12) == 0))
            Configure(name, key);
        else
            Happen(key);
    }

    private void Configure(string name, NaiveKey? key)
    {
        var algorithm = (Algorithm)_random.Next(3);
        var (rate, per) = _isExact ? (1L << _random.Next(5), 1L << _random.Next(4, 9)) : (_random.NextInt64(1, 20), _random.NextInt64(1, 3_000));
        var terms = new Terms(algorithm, rate, per * TimeSpan.TicksPerMillisecond);
        if (key is null)
            _keys.Add(name, key = new NaiveKey(name, terms, Now));
        else
            key.Reconfigure(terms, Now);
        key.Events++;
        Write(Configured(Limit(name, (UInt128)rate, (UInt128)per, algorithm.Name())));
    }

    private void Happen(NaiveKey key)
    {
        var cost = _random.NextInt64(1, key.Terms.Rate + 1);
        var others = _keys.Values.Where(other => other != key && other.Quota.Available(other.Terms, Now) > 0).ToArray();
        switch (_random.Next(10))
        {
            case 0:
                key.Reset(Now);
                Write(Reset(key.Name, Now));
                break;
            case 1 or 2 when key.Quota.Available(key.Terms, Now) >= cost && others.Length > 0:
                var other = others[_random.Next(others.Length)];
                key.Allow(Now, cost);
                other.Allow(Now, 1);
                other.Events++;
                Write(AllowAll(Now, (key.Name, cost), (other.Name, 1)));
                break;
            default:
                if (key.Quota.Available(key.Terms, Now) >= cost)
                {
                    key.Allow(Now, cost);
                    Write(Allow(key.Name, Now, cost));
                }
                else
                {
                    key.Deny(Now, cost);
                    Write(Deny(key.Name, Now, cost));
                }
                break;
        }
        key.Events++;
    }

    private void Write(string happened)
    {
        Log.Add(happened, Now);
        _history.Add(happened);
    }

    private string Map(Func<NaiveKey, string?> value) =>
        string.Join(',', _keys.Values.Select(key => (key.Name, Value: value(key))).Where(entry => entry.Value is not null).Select(entry => $"{Text(entry.Name)}:{entry.Value}"));

    private static UInt128 Millis(Terms terms) => (UInt128)(terms.PerTicks / TimeSpan.TicksPerMillisecond);

    private static string TimeOrNull(long at) => at == 0 ? "null" : $"\"{Time(at)}\"";
}
