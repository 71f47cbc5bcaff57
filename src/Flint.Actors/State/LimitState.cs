using Flint.Limits;

namespace Flint.State;

/// <summary>
/// All the rules of one key on one page: what it says to a cost, and what each entry of its log makes of it. A value: a copy is a snapshot.
/// Instants are UTC ticks of the limiter's clock and never go back from entry to entry.
/// </summary>
public readonly record struct LimitState
{
    /// <summary>The limit, or null where there is none.</summary>
    public LimitConfig? Config { get; init; }

    /// <summary>What is left of it.</summary>
    public Quota Quota { get; init; }

    /// <summary>The instant of the newest entry.</summary>
    public long LastAt { get; init; }

    /// <summary>Checks granted.</summary>
    public long TotalAllowed { get; init; }

    /// <summary>Checks denied.</summary>
    public long TotalDenied { get; init; }

    /// <summary>The sum of the costs granted.</summary>
    public long TotalAllowedCost { get; init; }

    /// <summary>The sum of the costs denied.</summary>
    public long TotalDeniedCost { get; init; }

    /// <summary>When a check was last granted; 0 for never.</summary>
    public long LastAllowedAt { get; init; }

    /// <summary>When a check was last denied; 0 for never.</summary>
    public long LastDeniedAt { get; init; }

    /// <summary>When the quota was last given back by hand; 0 for never.</summary>
    public long LastResetAt { get; init; }

    /// <summary>The check_all transactions that were charged.</summary>
    public TransactionMarks Transactions { get; init; }

    /// <summary>What the key says to a cost between 1 and its rate while <paramref name="held"/> is reserved by undecided check_alls.</summary>
    /// <remarks>A hold stands beside the state: the cost waits if it would pass only were a hold released.</remarks>
    public Verdict Decide(long cost, long now, long held = 0)
    {
        var available = Quota.Available(Config!.Terms, now);
        return cost <= available - held ? Verdict.Granted
            : cost <= available ? Verdict.Waits
            : Verdict.Denied;
    }

    /// <summary>
    /// The state as the key's next check finds it under the template that speaks for it now, if any: a limit of the key's own stands; else the template's takes its place, as a
    /// reconfiguration does; and a limit that came from a template stands no longer once none speaks for the key.
    /// </summary>
    public LimitState Under(Template? template, long now)
    {
        if (Config is { IsOwn: true })
            return this;
        if (template is not null)
            return Config == template.Config ? this : Apply(LimitEntry.Configured(now, template.Config));
        return Config is { Source: LimitSource.Template } ? this with { Config = null } : this;
    }

    /// <summary>
    /// Whether nothing but totals would be lost with the key: its limit is a template's, it has been idle for that time, and its quota is full, so that its next check finds it as a new key.
    /// </summary>
    public bool IsForgettable(long idleTicks, long now) =>
        Config is { Source: LimitSource.Template } config
        && now - LastAt >= idleTicks
        && IsFull(config, now);

    /// <summary>The state after the entry. Total: whatever stands in a log can be applied.</summary>
    public LimitState Apply(in LimitEntry entry) => entry.Kind switch
    {
        EntryKind.Allow => Spent(entry.At, entry.Cost),
        EntryKind.Deny => this with
        {
            LastAt = entry.At,
            LastDeniedAt = entry.At,
            TotalDenied = TotalDenied + entry.Count,
            TotalDeniedCost = Plus(TotalDeniedCost, entry.Cost),
        },
        EntryKind.AllowAll => Charged(entry.At, entry.Cost, entry.Part!),
        EntryKind.Configured => Configured(entry.At, entry.Config!),
        EntryKind.Reset => this with
        {
            LastAt = entry.At,
            LastResetAt = entry.At,
            Quota = Config is null ? default : Quota.Full(Config.Terms, entry.At),
        },
        // The transactions stay known: one that is driven again must not charge what the key is configured to later.
        EntryKind.Removed => new LimitState { LastAt = entry.At, Transactions = Transactions },
        _ => throw new InvalidOperationException($"a log entry of kind {entry.Kind} cannot be applied: this version does not know it"),
    };

    /// <summary>The state after all of the entries: as one after the other, but grants in a row, which is what a hot key wakes up to, cost a fraction.</summary>
    public LimitState Apply(ReadOnlySpan<LimitEntry> entries)
    {
        var grants = GrantsAt(entries);
        if (grants == entries.Length && grants > 0)
            return Spent(entries);
        var state = this;
        for (; !entries.IsEmpty; grants = GrantsAt(entries))
        {
            state = grants > 0 ? state.Spent(entries[..grants]) : state.Apply(entries[0]);
            entries = entries[Math.Max(grants, 1)..];
        }
        return state;
    }

    private static int GrantsAt(ReadOnlySpan<LimitEntry> entries)
    {
        var grants = 0;
        while (grants < entries.Length && entries[grants].Kind == EntryKind.Allow)
            grants++;
        return grants;
    }

    private LimitState Spent(ReadOnlySpan<LimitEntry> grants)
    {
        var (quota, sum) = (Quota, TotalAllowedCost);
        foreach (ref readonly var grant in grants)
        {
            sum = Plus(sum, grant.Cost);
            if (Config is not null)
                quota = quota.Spend(Config.Terms, grant.At, grant.Cost);
        }
        var last = grants[^1].At;
        return this with { LastAt = last, LastAllowedAt = last, TotalAllowed = TotalAllowed + grants.Length, TotalAllowedCost = sum, Quota = quota };
    }

    private LimitState Spent(long at, long cost) => this with
    {
        LastAt = at,
        LastAllowedAt = at,
        TotalAllowed = TotalAllowed + 1,
        TotalAllowedCost = Plus(TotalAllowedCost, cost),
        Quota = Config is null ? Quota : Quota.Spend(Config.Terms, at, cost),
    };

    private LimitState Charged(long at, long cost, CheckAllPart part)
    {
        if (Config is null || Transactions.Contains(part.Transaction))
            return this with { LastAt = at };
        return Spent(at, cost) with { Transactions = Transactions.With(part.Transaction, part.LowWater) };
    }

    // A key of a template that is full is as one that was forgotten: as a new one.
    private LimitState Configured(long at, LimitConfig config) => this with
    {
        LastAt = at,
        Config = config,
        Quota = Config is null || (Config.Source == LimitSource.Template && IsFull(Config, at)) ? Quota.Full(config.Terms, at) : Quota.Reconfigured(Config.Terms, config.Terms, at),
    };

    private bool IsFull(LimitConfig config, long now) => Quota.ResetAt(config.Terms, now) <= now;

    // Sums of costs up to 10^12 each: pinned at the top rather than wrapped.
    private static long Plus(long sum, long cost) => sum > long.MaxValue - cost ? long.MaxValue : sum + cost;
}
