using Flint.Limits;

namespace Flint.State;

/// <summary>
/// All the rules of one key on one page: what it says to a cost, and what each entry of its log makes of it. A value: a copy is a snapshot. <see cref="Add"/> changes
/// one where it stands, since a hot key adds to its state a million times a second.
/// Instants are UTC ticks of the limiter's clock and never go back from entry to entry.
/// </summary>
public record struct LimitState
{
    private Quota _quota;

    /// <summary>The limit, or null where there is none.</summary>
    public LimitConfig? Config { get; internal set; }

    /// <summary>What is left of it.</summary>
    public Quota Quota { readonly get => _quota; internal set => _quota = value; }

    /// <summary>The instant of the newest entry.</summary>
    public long LastAt { get; internal set; }

    /// <summary>Checks granted.</summary>
    public long TotalAllowed { get; internal set; }

    /// <summary>Checks denied.</summary>
    public long TotalDenied { get; internal set; }

    /// <summary>The sum of the costs granted.</summary>
    public long TotalAllowedCost { get; internal set; }

    /// <summary>The sum of the costs denied.</summary>
    public long TotalDeniedCost { get; internal set; }

    /// <summary>When a check was last granted; 0 for never.</summary>
    public long LastAllowedAt { get; internal set; }

    /// <summary>When a check was last denied; 0 for never.</summary>
    public long LastDeniedAt { get; internal set; }

    /// <summary>When the quota was last given back by hand; 0 for never.</summary>
    public long LastResetAt { get; internal set; }

    /// <summary>The check_all transactions that were charged.</summary>
    public TransactionMarks Transactions { get; internal set; }

    /// <summary>What may be spent of the limit now, which there must be: as <see cref="Quota.Available"/> says.</summary>
    public readonly long Available(long now) => _quota.Available(Config!.Terms, now);

    /// <summary>When the limit, which there must be, is full again: as <see cref="Quota.ResetAt"/> says.</summary>
    public readonly long ResetAt(long now) => _quota.ResetAt(Config!.Terms, now);

    /// <summary>When the cost is available, of the limit, which there must be: as <see cref="Quota.AvailableAt"/> says.</summary>
    public readonly long AvailableAt(long cost, long now) => _quota.AvailableAt(Config!.Terms, cost, now);

    /// <summary>What the key says to a cost between 1 and its rate while <paramref name="held"/> is reserved by undecided check_alls.</summary>
    /// <remarks>A hold stands beside the state: the cost waits if it would pass only were a hold released.</remarks>
    public readonly Verdict Decide(long cost, long now, long held = 0)
    {
        var available = Available(now);
        return cost <= available - held ? Verdict.Granted
            : cost <= available ? Verdict.Waits
            : Verdict.Denied;
    }

    /// <summary>
    /// The state as the key's next check finds it under the template that speaks for it now, if any: a limit of the key's own stands; else the template's takes its place, as a
    /// reconfiguration does; and a limit that came from a template stands no longer once none speaks for the key.
    /// </summary>
    public readonly LimitState Under(Template? template, long now)
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
    public readonly bool IsForgettable(long idleTicks, long now) =>
        Config is { Source: LimitSource.Template } config
        && now - LastAt >= idleTicks
        && IsFull(config, now);

    /// <summary>The state after the entry. Total: whatever stands in a log can be applied.</summary>
    public readonly LimitState Apply(in LimitEntry entry)
    {
        var after = this;
        after.Add(entry);
        return after;
    }

    /// <summary>The state after all of the entries, one after the other.</summary>
    public readonly LimitState Apply(ReadOnlySpan<LimitEntry> entries)
    {
        var after = this;
        foreach (ref readonly var entry in entries)
            after.Add(entry);
        return after;
    }

    /// <summary>Makes of the state what <see cref="Apply(in LimitEntry)"/> gives.</summary>
    internal void Add(in LimitEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Allow:
                Grant(entry.At, entry.Cost);
                break;
            case EntryKind.Deny:
                TotalDenied += entry.Count;
                TotalDeniedCost = Plus(TotalDeniedCost, entry.Cost);
                LastDeniedAt = entry.At;
                break;
            case EntryKind.AllowAll:
                GrantPart(entry.At, entry.Cost, entry.Part!);
                break;
            case EntryKind.Configured:
                Configure(entry.At, entry.Config!);
                break;
            case EntryKind.Reset:
                Quota = Config is null ? default : Quota.Full(Config.Terms, entry.At);
                LastResetAt = entry.At;
                break;
            case EntryKind.Removed:
                this = new LimitState { Transactions = Transactions }; // they stay known: one that is driven again must not charge what the key is configured to later
                break;
            default:
                throw new InvalidOperationException($"a log entry of kind {entry.Kind} cannot be applied: this version does not know it");
        }
        LastAt = entry.At;
    }

    private void Grant(long at, long cost)
    {
        TotalAllowed++;
        TotalAllowedCost = Plus(TotalAllowedCost, cost);
        LastAllowedAt = at;
        if (Config is not null)
            _quota.Charge(Config.Terms, at, cost);
    }

    private void GrantPart(long at, long cost, CheckAllPart part)
    {
        if (Config is null || Transactions.Contains(part.Transaction))
            return;
        Grant(at, cost);
        Transactions = Transactions.With(part.Transaction, part.LowWater);
    }

    // A key of a template that is full is as one that was forgotten: as a new one.
    private void Configure(long at, LimitConfig config)
    {
        Quota = Config is null || (Config.Source == LimitSource.Template && IsFull(Config, at)) ? Quota.Full(config.Terms, at) : Quota.Reconfigured(Config.Terms, config.Terms, at);
        Config = config;
    }

    private readonly bool IsFull(LimitConfig config, long now) => _quota.ResetAt(config.Terms, now) <= now;

    // Sums of costs up to 10^12 each: pinned at the top rather than wrapped.
    private static long Plus(long sum, long cost) => sum > long.MaxValue - cost ? long.MaxValue : sum + cost;
}
