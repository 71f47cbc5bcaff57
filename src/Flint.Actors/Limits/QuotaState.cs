namespace Flint.Limits;

/// <summary>A quota as plain numbers, to be written and read back exactly: one record an algorithm.</summary>
public abstract record QuotaState
{
    private protected QuotaState()
    {
    }
}

/// <summary>A token bucket.</summary>
/// <param name="Level">What is in it, in tokens times the ticks of the period (so that every refill is a whole number); below zero is debt.</param>
/// <param name="At">The instant the level holds for, in UTC ticks.</param>
public sealed record TokenBucketState(Int128 Level, long At) : QuotaState;

/// <summary>A sliding window log. Records of it are compared by the list's reference: compare quotas instead.</summary>
/// <param name="Spends">What was spent and still counted at the last spend, in strictly ascending time, at most 4,096.</param>
public sealed record SlidingWindowState(IReadOnlyList<LoggedSpend> Spends) : QuotaState;

/// <summary>What was spent at one instant.</summary>
/// <param name="At">The instant, in UTC ticks.</param>
/// <param name="Cost">The sum of the costs, at least 1.</param>
public readonly record struct LoggedSpend(long At, long Cost);

/// <summary>A fixed window.</summary>
/// <param name="Start">When it started, in UTC ticks; 0 if there was none.</param>
/// <param name="Used">What was spent in it; 0 if there was none.</param>
public sealed record FixedWindowState(long Start, long Used) : QuotaState;
