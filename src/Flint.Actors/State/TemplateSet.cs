using System.Collections.Frozen;

namespace Flint.State;

/// <summary>The templates as they are at one moment, immutable. The longest beginning speaks for a key, and a pattern that is the key itself before all others.</summary>
public sealed class TemplateSet
{
    private readonly FrozenDictionary<string, Template> _prefixes;
    private readonly FrozenDictionary<string, Template> _keys;
    private readonly int[] _lengths;
    private readonly List<string> _gonePrefixes;
    private readonly HashSet<string> _goneKeys;

    /// <summary>A set of these, each pattern once; and the patterns whose templates are gone.</summary>
    public TemplateSet(IEnumerable<Template> templates, IEnumerable<string>? removed = null)
    {
        All = [.. templates.OrderBy(template => template.Pattern, KeyOrder.Comparer)];
        _prefixes = All.Where(template => template.IsPrefix).ToFrozenDictionary(template => template.Prefix, StringComparer.Ordinal);
        _keys = All.Where(template => !template.IsPrefix).ToFrozenDictionary(template => template.Pattern, StringComparer.Ordinal);
        _lengths = [.. _prefixes.Keys.Select(prefix => prefix.Length).Distinct().OrderDescending()];
        var gone = removed?.ToArray() ?? [];
        _gonePrefixes = Covering(gone.Where(pattern => pattern.EndsWith(LimitRules.AnyEnd)));
        _goneKeys = gone.Where(pattern => !pattern.EndsWith(LimitRules.AnyEnd)).ToHashSet(StringComparer.Ordinal);
        Prefixes = Covering(All.Select(template => template.Pattern).Concat(gone));
    }

    /// <summary>No templates.</summary>
    public static TemplateSet Empty { get; } = new([]);

    /// <summary>All of them, in the order of their patterns' UTF-8 bytes.</summary>
    public IReadOnlyList<Template> All { get; }

    /// <summary>The beginnings of all keys that may have, or have had, their limit from a template; none begins with another.</summary>
    public IReadOnlyList<string> Prefixes { get; }

    /// <summary>The template that speaks for the key, or null. Costs one look-up for each length that prefixes have.</summary>
    public Template? Find(string key)
    {
        if (_keys.TryGetValue(key, out var own))
            return own;
        if (_lengths.Length == 0)
            return null;
        var prefixes = _prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in _lengths)
        {
            if (length <= key.Length && prefixes.TryGetValue(key.AsSpan(0, length), out var template))
                return template;
        }
        return null;
    }

    /// <summary>Whether the key may have its limit from a template that is gone.</summary>
    public bool HasSpokenFor(string key)
    {
        if (_goneKeys.Contains(key))
            return true;
        var (from, to) = (0, _gonePrefixes.Count); // the last that does not come behind the key
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (KeyOrder.Compare(_gonePrefixes[middle], key) <= 0)
                from = middle + 1;
            else
                to = middle;
        }
        return from > 0 && key.StartsWith(_gonePrefixes[from - 1], StringComparison.Ordinal);
    }

    private static List<string> Covering(IEnumerable<string> patterns)
    {
        var prefixes = new List<string>();
        foreach (var prefix in patterns.Select(pattern => pattern.TrimEnd(LimitRules.AnyEnd)).Order(KeyOrder.Comparer))
        {
            if (prefixes.Count == 0 || !prefix.StartsWith(prefixes[^1], StringComparison.Ordinal))
                prefixes.Add(prefix);
        }
        return prefixes;
    }
}
