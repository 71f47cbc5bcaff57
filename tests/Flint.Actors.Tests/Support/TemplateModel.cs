using Flint.Actors.Tests.Limits.Support;
using Flint.Limits;
using Flint.State;

namespace Flint.Tests.Support;

/// <summary>Keys and templates as simply as can be said: a list of patterns, and for each key what it was given last.</summary>
internal sealed class TemplateModel
{
    private readonly Dictionary<string, Key> _keys = [];

    /// <summary>What each pattern says.</summary>
    public Dictionary<string, Terms> Templates { get; } = [];

    /// <summary>The keys with a limit, in order, with what a status says of them.</summary>
    public List<(string Key, long Rate, long Remaining, long Allowed)> List(long now) =>
    [
        .. _keys.Where(k => k.Value.Terms is not null).OrderBy(k => k.Key, KeyOrder.Comparer).Select(k => (k.Key, Seen: Seen(k.Key, now), k.Value.Allowed))
            .Where(k => k.Seen is not null).Select(k => (k.Key, k.Seen!.Terms!.Value.Rate, k.Seen.Quota!.Available(k.Seen.Terms.Value, now), k.Allowed)),
    ];

    /// <summary>What a check is answered; null: the key has no limit, or a smaller one. Nothing changes.</summary>
    public (bool Allowed, long Remaining, long Rate)? Peek(string key, long cost, long now)
    {
        if (Seen(key, now) is not { Terms: { } terms, Quota: { } quota } || cost > terms.Rate)
            return null;
        var left = quota.Available(terms, now);
        return (cost <= left, cost <= left ? left - cost : left, terms.Rate);
    }

    /// <summary>A check: as <see cref="Peek"/>, and the key has taken what it was judged by.</summary>
    public (bool Allowed, long Remaining, long Rate)? Check(string key, long cost, long now)
    {
        var answer = Peek(key, cost, now);
        if (answer is not { } check)
            return null;
        Take(key, now);
        if (check.Allowed)
            Charge(key, cost, now);
        return answer;
    }

    /// <summary>The key is charged, whatever is left.</summary>
    public void Charge(string key, long cost, long now)
    {
        Take(key, now);
        var taken = _keys[key];
        _keys[key] = taken with { Quota = taken.Quota!.Spend(taken.Terms!.Value, now, cost), Allowed = taken.Allowed + 1 };
    }

    public void Limit(string key, Terms terms, LimitSource source, long now)
    {
        var seen = Seen(key, now);
        if (source == LimitSource.Lazy && seen is not null)
            return;
        var was = _keys.GetValueOrDefault(key, Key.None);
        _keys[key] = was.Given(terms, source, null, now);
    }

    public bool Remove(string key) => _keys.Remove(key);

    private void Take(string key, long now) => _keys[key] = Seen(key, now)!;

    // Null: no limit.
    private Key? Seen(string key, long now)
    {
        var was = _keys.GetValueOrDefault(key, Key.None);
        if (was is { Terms: not null, Source: LimitSource.Explicit })
            return was;
        var pattern = Templates.ContainsKey(key) ? key
            : Templates.Keys.Where(p => p.EndsWith('*') && key.StartsWith(p[..^1], StringComparison.Ordinal)).MaxBy(p => p.Length);
        if (pattern is not null)
            return was.Given(Templates[pattern], LimitSource.Template, pattern, now);
        return was is { Terms: not null, Source: LimitSource.Lazy } ? was : null;
    }

    private sealed record Key(Terms? Terms, LimitSource Source, string? Pattern, NaiveQuota? Quota, long Allowed)
    {
        public static Key None { get; } = new(null, default, null, null, 0);

        public Key Given(Terms terms, LimitSource source, string? pattern, long now) => this with
        {
            Terms = terms,
            Source = source,
            Pattern = pattern,
            Quota = Terms is { } from && !IsAsNew(from, now) ? Quota!.Reconfigured(from, terms, now) : NaiveQuota.Full(terms, now),
        };

        private bool IsAsNew(Terms from, long now) => Source == LimitSource.Template && Quota!.Available(from, now) == from.Rate;
    }
}
