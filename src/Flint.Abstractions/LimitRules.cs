using System.Text;

namespace Flint;

/// <summary>The bounds of keys, rates, periods, costs and lists, the same at every door.</summary>
public static class LimitRules
{
    /// <summary>The longest key, in bytes of UTF-8.</summary>
    public const int MaxKeyBytes = 512;

    /// <summary>The highest rate.</summary>
    public const long MaxRate = 1_000_000_000_000;

    /// <summary>The most items of one check_all.</summary>
    public const int MaxItems = 64;

    /// <summary>What stands behind the beginning of keys in a template's pattern.</summary>
    public const char AnyEnd = '*';

    /// <summary>The shortest period.</summary>
    public static TimeSpan MinPer { get; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The longest period.</summary>
    public static TimeSpan MaxPer { get; } = TimeSpan.FromDays(3660);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses a key that is empty, blank, longer than 512 bytes, not valid Unicode, or that holds control characters.</summary>
    /// <exception cref="InvalidKeyException">The key is refused.</exception>
    public static void RequireKey(string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
            throw new InvalidKeyException("key must not be empty");
        if (key.Length > MaxKeyBytes)
            throw new InvalidKeyException($"key must be at most {MaxKeyBytes} bytes of UTF-8");
        foreach (var c in key)
            if (char.IsControl(c))
                throw new InvalidKeyException("key must not contain control characters");
        try
        {
            if (Utf8.GetByteCount(key) > MaxKeyBytes)
                throw new InvalidKeyException($"key must be at most {MaxKeyBytes} bytes of UTF-8");
        }
        catch (EncoderFallbackException)
        {
            throw new InvalidKeyException("key must be valid Unicode: it holds a lone surrogate");
        }
    }

    /// <summary>Refuses a prefix of keys that says nothing: it would mean every key there is.</summary>
    /// <exception cref="InvalidKeyException">The prefix is refused.</exception>
    public static void RequirePrefix(string? prefix)
    {
        if (string.IsNullOrEmpty(prefix))
            throw new InvalidKeyException("prefix must not be empty");
    }

    /// <summary>Refuses a pattern of a template that is neither a key nor the beginning of keys with a <c>*</c> behind it; <c>*</c> alone is every key.</summary>
    /// <exception cref="InvalidKeyException">The pattern is refused.</exception>
    public static void RequirePattern(string? pattern)
    {
        if (string.IsNullOrEmpty(pattern))
            throw new InvalidKeyException("pattern must not be empty");
        if (pattern.AsSpan(0, pattern.Length - 1).Contains(AnyEnd))
            throw new InvalidKeyException("pattern must have its * at the end and nowhere else");
        if (pattern.Length > 1)
            RequireKey(pattern[^1] == AnyEnd ? pattern[..^1] : pattern);
        else if (pattern[0] != AnyEnd)
            RequireKey(pattern);
    }

    /// <summary>Refuses a rate outside 1 to 10^12.</summary>
    /// <exception cref="InvalidRateException">The rate is refused.</exception>
    public static void RequireRate(long rate)
    {
        if (rate is < 1 or > MaxRate)
            throw new InvalidRateException($"rate must be from 1 to {MaxRate}, not {rate}");
    }

    /// <summary>Refuses a period that is not a whole number of milliseconds from 1 ms to 3,660 d.</summary>
    /// <exception cref="InvalidDurationException">The period is refused.</exception>
    public static void RequirePer(TimeSpan per)
    {
        if (per < MinPer || per > MaxPer || per.Ticks % TimeSpan.TicksPerMillisecond != 0)
            throw new InvalidDurationException($"per must be a whole number of milliseconds from 1ms to 3660d, not {per:c}");
    }

    /// <summary>Refuses a time to live of idle keys that is not a whole number of milliseconds from 1 ms to 3,660 d.</summary>
    /// <exception cref="InvalidDurationException">The time is refused.</exception>
    public static void RequireIdleTtl(TimeSpan idleTtl)
    {
        if (idleTtl < MinPer || idleTtl > MaxPer || idleTtl.Ticks % TimeSpan.TicksPerMillisecond != 0)
            throw new InvalidDurationException($"idle_ttl must be a whole number of milliseconds from 1ms to 3660d, not {idleTtl:c}");
    }

    /// <summary>Refuses a value that is no algorithm.</summary>
    /// <exception cref="UnknownAlgorithmException">The value is none of the defined ones.</exception>
    public static void RequireAlgorithm(Algorithm algorithm) => _ = algorithm.Name();

    /// <summary>Refuses a cost below 1; that it is not above the rate is for the key to judge.</summary>
    /// <exception cref="InvalidCostException">The cost is refused.</exception>
    public static void RequireCost(long cost)
    {
        if (cost < 1)
            throw new InvalidCostException($"cost must be at least 1, not {cost}");
    }

    /// <summary>Refuses to show fewer than one.</summary>
    /// <exception cref="InvalidItemCountException">The number is below 1.</exception>
    public static void RequireCount(int limit)
    {
        if (limit < 1)
            throw new InvalidItemCountException($"limit must be at least 1, not {limit}");
    }

    /// <summary>Refuses a check_all that is empty, longer than 64 items, names a key twice, or holds a bad key or cost.</summary>
    /// <exception cref="FlintException">One of the named exceptions of the item that is refused.</exception>
    public static void RequireItems(IReadOnlyList<CheckItem>? items)
    {
        if (items is null || items.Count is 0 or > MaxItems)
            throw new InvalidItemCountException($"check_all takes 1 to {MaxItems} items, not {items?.Count ?? 0}");
        var seen = new HashSet<string>(items.Count, StringComparer.Ordinal);
        foreach (var (key, cost) in items)
        {
            RequireKey(key);
            RequireCost(cost);
            if (!seen.Add(key))
                throw new DuplicateKeyException(key);
        }
    }
}
