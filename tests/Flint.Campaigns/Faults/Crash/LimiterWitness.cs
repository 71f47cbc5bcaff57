using Flint.Actors.Journal.Log;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>
/// Knows what the callers of a limiter were answered. One request after the other: after a crash it must count the first so many of them, each whole, a check_all at
/// all of its keys. Rounds of requests side by side: some of the round's, and of the pair of keys that only check_alls charge, both or none.
/// </summary>
internal sealed class LimiterWitness : IWitness
{
    /// <summary>The two keys that are only ever charged together.</summary>
    public static readonly CheckItem[] Pair = [new("pair-a", 1), new("pair-b", 3)];

    private readonly List<(Totals After, bool IsRound)> _answered = [];

    public LimiterWitness(Totals start) => Add(start, isRound: false);

    /// <summary>How many requests or rounds were answered.</summary>
    public int Answered => _answered.Count - 1;

    /// <summary>A request, or a round of them, was answered.</summary>
    public void Add(Totals after, bool isRound) => _answered.Add((new Totals(after), isRound));

    public string Read(LogEngine log) => Totals.Of(log).ToString();

    public string? Judge(string text, int least, int most)
    {
        var found = Totals.Parse(text);
        if (found.TryGetValue(Pair[0].Key, out var a) && found.TryGetValue(Pair[1].Key, out var b) && (a.Allowed != b.Allowed || a.Cost * Pair[1].Cost != b.Cost * Pair[0].Cost))
            return $"a check_all is counted in part: {Shown(text)}";
        for (var request = least; request <= most && request < _answered.Count; request++)
        {
            if (_answered[request].After.ToString() == text)
                return null;
            if (request < most && request + 1 < _answered.Count && _answered[request + 1].IsRound && IsBetween(_answered[request].After, found, _answered[request + 1].After))
                return null;
        }
        return $"it counts {Shown(text)}; after {least} requests it had to be {Shown(_answered[least].After.ToString())}, after {most} {Shown(_answered[Math.Min(most, Answered)].After.ToString())}";
    }

    private static bool IsBetween(Totals before, Totals found, Totals after) => before.Count == found.Count && before.All(key =>
        found.TryGetValue(key.Key, out var there) && key.Value.Allowed <= there.Allowed && there.Allowed <= after[key.Key].Allowed
        && key.Value.Cost <= there.Cost && there.Cost <= after[key.Key].Cost);

    private static string Shown(string text) => text.Replace('\t', ' ').Replace("\n", ", ", StringComparison.Ordinal);
}
