namespace Flint;

/// <summary>One thing that happened to a key, as <see cref="ILimiter.HistoryAsync"/> tells it.</summary>
/// <param name="Key">The key.</param>
public abstract record LimitEvent(string Key);

/// <summary>The key was configured or reconfigured.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When; null where a server tells of it, since the HTTP API does not say.</param>
/// <param name="Rate">How much may be spent in <paramref name="Per"/> from now on.</param>
/// <param name="Per">The period, in whole milliseconds.</param>
/// <param name="Algorithm">How the limit counts.</param>
public sealed record LimitConfigured(string Key, DateTimeOffset? At, long Rate, TimeSpan Per, Algorithm Algorithm) : LimitEvent(Key);

/// <summary>A check was granted.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When.</param>
/// <param name="Cost">What was charged.</param>
public sealed record CostGranted(string Key, DateTimeOffset At, long Cost) : LimitEvent(Key);

/// <summary>Checks were denied in a row, with nothing else in between; nothing was charged.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When the first of them was.</param>
/// <param name="LastAt">When the last of them was; of a single one, the same.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Cost">The sum of what they asked for.</param>
public sealed record CostsDenied(string Key, DateTimeOffset At, DateTimeOffset LastAt, long Count, long Cost) : LimitEvent(Key);

/// <summary>A check_all was granted, of which the key was a part.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When the key was charged.</param>
/// <param name="Cost">What this key was charged.</param>
/// <param name="Items">Every key of it and what that was charged, in the order of the request.</param>
public sealed record CheckAllGranted(string Key, DateTimeOffset At, long Cost, IReadOnlyList<CheckItem> Items) : LimitEvent(Key)
{
    /// <inheritdoc/>
    public bool Equals(CheckAllGranted? other) =>
        other is not null && (Key, At, Cost) == (other.Key, other.At, other.Cost) && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, At, Cost, Items.Count);
}

/// <summary>The quota was given back by hand.</summary>
/// <param name="Key">The key.</param>
/// <param name="At">When.</param>
public sealed record QuotaReset(string Key, DateTimeOffset At) : LimitEvent(Key);
