namespace Flint.Host.Cli;

/// <summary>Gives the keys of a check_all their costs: one by one with <c>KEY=N</c>, or all in a row.</summary>
internal static class Costs
{
    /// <param name="keys">The keys in order.</param>
    /// <param name="byKey">Entries of the form <c>KEY=N</c>, split at the last <c>=</c>.</param>
    /// <param name="inOrder">Numbers with commas between, one for each key, or null.</param>
    /// <exception cref="UsageException">An entry cannot be read, or names a key twice or one that is not checked.</exception>
    public static IReadOnlyList<CheckItem> Assign(IReadOnlyList<string> keys, IReadOnlyList<string> byKey, string? inOrder)
    {
        if (inOrder is null)
            return ByKey(keys, byKey);
        if (byKey.Count > 0)
            throw new UsageException("--cost and --costs cannot stand together");
        return InOrder(keys, inOrder.Split(','));
    }

    private static CheckItem[] InOrder(IReadOnlyList<string> keys, string[] costs)
    {
        if (costs.Length != keys.Count)
            throw new UsageException($"--costs gives {costs.Length} costs for {keys.Count} keys");
        return [.. keys.Select((key, i) => new CheckItem(key, Parse(costs[i], "--costs")))];
    }

    private static CheckItem[] ByKey(IReadOnlyList<string> keys, IReadOnlyList<string> entries)
    {
        var costs = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var equals = entry.LastIndexOf('=');
            if (equals < 0)
                throw new UsageException($"--cost must be KEY=N, not \"{entry}\"");
            var key = entry[..equals];
            if (!keys.Contains(key, StringComparer.Ordinal))
                throw new UsageException($"--cost names a key that is not checked: {key}");
            if (!costs.TryAdd(key, Parse(entry[(equals + 1)..], $"--cost {key}=")))
                throw new UsageException($"--cost names a key twice: {key}");
        }
        return [.. keys.Select(key => costs.TryGetValue(key, out var cost) ? new CheckItem(key, cost) : new CheckItem(key))];
    }

    private static long Parse(string text, string what)
    {
        if (!WholeNumber.TryParse(text.Trim(), out var cost))
            throw new UsageException(WholeNumber.NotWhole(what, text));
        LimitRules.RequireCost(cost);
        return cost;
    }
}
