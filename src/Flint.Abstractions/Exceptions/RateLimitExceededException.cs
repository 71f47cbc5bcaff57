using System.Globalization;

namespace Flint;

/// <summary>A limit had no room; nothing was charged.</summary>
public sealed class RateLimitExceededException : FlintException
{
    /// <param name="denied">The denial.</param>
    public RateLimitExceededException(CheckResult denied)
        : base(Text(denied))
    {
        (Key, Cost, Remaining, ResetAt, Algorithm) = (denied.Key, denied.Cost, denied.Remaining, denied.ResetAt, denied.Algorithm);
        RetryAfter = denied.RetryAfter;
    }

    /// <summary>The key that refused.</summary>
    public string Key { get; }

    /// <summary>What was asked for.</summary>
    public long Cost { get; }

    /// <summary>What could have been spent.</summary>
    public long Remaining { get; }

    /// <summary>When the quota is full again if nobody spends.</summary>
    public DateTimeOffset ResetAt { get; }

    /// <summary>How long until this cost passes if nobody else spends.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>How the key's limit counts.</summary>
    public Algorithm Algorithm { get; }

    private static string Text(CheckResult denied)
    {
        ArgumentNullException.ThrowIfNull(denied);
        return string.Create(CultureInfo.InvariantCulture, $"rate limit exceeded for {denied.Key} until {denied.ResetAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'}");
    }
}
