using Flint.State;

namespace Flint.Tests.Support;

/// <summary>What limits have counted, as simply as can be said: for each key where its limit came from last and its counts, and beside them the counts of those that are gone.</summary>
internal sealed class TotalsModel
{
    private readonly Dictionary<string, Key> _keys = [];
    private readonly Dictionary<(Algorithm, string?), Key> _gone = [];

    /// <summary>How keys of each pattern count.</summary>
    public Dictionary<string, Algorithm> Templates { get; } = [];

    /// <summary>The sums.</summary>
    public IReadOnlyList<LimitTotals> Totals =>
    [
        .. _keys.Values.Select(key => (Limits: 1, key)).Concat(_gone.Values.Select(key => (Limits: 0, key))).GroupBy(k => (k.key.Algorithm, k.key.Pattern))
            .Select(g => new LimitTotals(
                g.Key.Algorithm, g.Key.Pattern, g.Sum(k => k.Limits), g.Sum(k => k.key.Allowed), g.Sum(k => k.key.Denied), g.Sum(k => k.key.AllowedCost), g.Sum(k => k.key.DeniedCost)))
            .Where(sum => (sum.Limits, sum.Allowed, sum.Denied) != default)
            .OrderBy(sum => sum.Algorithm).ThenBy(sum => sum.Template, StringComparer.Ordinal),
    ];

    /// <summary>A check was decided.</summary>
    public void Decided(string key, long cost, bool allowed)
    {
        var seen = Seen(key)!;
        _keys[key] = allowed
            ? seen with { Allowed = seen.Allowed + 1, AllowedCost = seen.AllowedCost + cost }
            : seen with { Denied = seen.Denied + 1, DeniedCost = seen.DeniedCost + cost };
    }

    public void Limit(string key, Algorithm algorithm, bool onlyIfMissing)
    {
        if (!onlyIfMissing || Seen(key) is null)
            _keys[key] = _keys.GetValueOrDefault(key, Key.None) with { Algorithm = algorithm, Source = onlyIfMissing ? LimitSource.Lazy : LimitSource.Explicit, Pattern = null };
    }

    /// <summary>A key's quota was given back, which is that of its limit as it is now.</summary>
    public void Reset(string key)
    {
        if (_keys.ContainsKey(key) && Seen(key) is { } seen)
            _keys[key] = seen;
    }

    public void Remove(string key)
    {
        if (_keys.Remove(key, out var gone))
            Keep(gone);
    }

    /// <summary>Every key that has its limit from a template, there or gone, is forgotten.</summary>
    public void Forget()
    {
        foreach (var (key, gone) in _keys.Where(key => key.Value.Source == LimitSource.Template).ToArray())
        {
            _keys.Remove(key);
            Keep(gone);
        }
    }

    private void Keep(Key gone)
    {
        var kept = _gone.GetValueOrDefault((gone.Algorithm, gone.Pattern), gone with { Allowed = 0, Denied = 0, AllowedCost = 0, DeniedCost = 0 });
        _gone[(gone.Algorithm, gone.Pattern)] = kept with
        {
            Allowed = kept.Allowed + gone.Allowed,
            Denied = kept.Denied + gone.Denied,
            AllowedCost = kept.AllowedCost + gone.AllowedCost,
            DeniedCost = kept.DeniedCost + gone.DeniedCost,
        };
    }

    // As its next check finds it; null: it has no limit.
    private Key? Seen(string key)
    {
        var was = _keys.GetValueOrDefault(key);
        if (was is { Source: LimitSource.Explicit })
            return was;
        var pattern = Templates.ContainsKey(key) ? key
            : Templates.Keys.Where(p => p.EndsWith('*') && key.StartsWith(p[..^1], StringComparison.Ordinal)).MaxBy(p => p.Length);
        if (pattern is not null)
            return (was ?? Key.None) with { Algorithm = Templates[pattern], Source = LimitSource.Template, Pattern = pattern };
        return was is { Source: LimitSource.Lazy } ? was : null;
    }

    private sealed record Key(Algorithm Algorithm, LimitSource Source, string? Pattern, long Allowed, long Denied, long AllowedCost, long DeniedCost)
    {
        public static Key None { get; } = new(default, default, null, 0, 0, 0, 0);
    }
}
