using System.Globalization;
using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.State;

namespace Flint.Campaigns.Faults.Crash;

/// <summary>What a limiter has counted, by key: what users see of it, and nothing of how it is kept.</summary>
internal sealed class Totals : SortedDictionary<string, (long Rate, long Allowed, long Cost)>
{
    public Totals()
        : base(StringComparer.Ordinal)
    {
    }

    public Totals(Totals other)
        : base(other, StringComparer.Ordinal)
    {
    }

    /// <summary>What a limiter that opens this log must count, with every check_all that it has to drive again.</summary>
    public static Totals Of(LogEngine log)
    {
        var (states, open) = (new Dictionary<string, LimitState>(StringComparer.Ordinal), (IReadOnlyList<CheckAllDecision>)[]);
        foreach (var id in log.PersistenceIds("flint/"))
        {
            using var lines = log.View(id);
            if (id == KeyIds.CheckAll)
                open = KeyLines.FoldCheckAll(lines).State.Open;
            else if (id.StartsWith(KeyIds.Prefix, StringComparison.Ordinal))
                states[id[KeyIds.Prefix.Length..]] = KeyLines.FoldKey(lines).State;
        }
        foreach (var decision in open)
        {
            foreach (var (key, cost) in decision.Items)
            {
                if (states.TryGetValue(key, out var state))
                    states[key] = state.Apply(LimitEntry.AllowAll(Math.Max(decision.At, state.LastAt), cost, new CheckAllPart(decision.Transaction, 0, decision.At, decision.Items)));
            }
        }
        var totals = new Totals();
        foreach (var (key, state) in states.Where(key => key.Value.Config is not null))
            totals.Add(key, (state.Config!.Terms.Rate, state.TotalAllowed, state.TotalAllowedCost));
        return totals;
    }

    /// <summary>What a limiter says.</summary>
    public static async Task<Totals> OfAsync(ILimiter limiter)
    {
        var totals = new Totals();
        await foreach (var status in limiter.ListAsync())
            totals.Add(status.Key, (status.Rate, status.TotalAllowed, status.TotalAllowedCost));
        return totals;
    }

    /// <summary>What <see cref="ToString"/> gave.</summary>
    public static Totals Parse(string text)
    {
        var totals = new Totals();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('\t');
            totals.Add(parts[0], (Number(parts[1]), Number(parts[2]), Number(parts[3])));
        }
        return totals;

        static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);
    }

    /// <summary>With one more grant.</summary>
    public void Grant(string key, long cost) => this[key] = this[key] with { Allowed = this[key].Allowed + 1, Cost = this[key].Cost + cost };

    public override string ToString() =>
        string.Concat(this.Select(key => string.Create(CultureInfo.InvariantCulture, $"{key.Key}\t{key.Value.Rate}\t{key.Value.Allowed}\t{key.Value.Cost}\n")));
}
