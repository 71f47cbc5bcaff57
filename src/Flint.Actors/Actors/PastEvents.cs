using Flint.State;

namespace Flint.Actors;

/// <summary>The entries of a key's log, as users see them.</summary>
internal static class PastEvents
{
    /// <summary>The event that the entry tells of.</summary>
    public static LimitEvent Of(string key, in LimitEntry entry, LimiterClock clock)
    {
        var at = clock.ToUser(entry.At);
        return entry.Kind switch
        {
            EntryKind.Configured when entry.Config!.Terms is var terms => new LimitConfigured(key, at, terms.Rate, new TimeSpan(terms.PerTicks), terms.Algorithm),
            EntryKind.Allow => new CostGranted(key, at, entry.Cost),
            EntryKind.AllowAll => new CheckAllGranted(key, at, entry.Cost, entry.Part!.Items),
            EntryKind.Deny => new CostsDenied(key, clock.ToUser(entry.First), at, entry.Count, entry.Cost),
            EntryKind.Reset => new QuotaReset(key, at),
            _ => throw new InvalidOperationException($"a log entry of kind {entry.Kind} cannot be told: this version does not know it"),
        };
    }
}
