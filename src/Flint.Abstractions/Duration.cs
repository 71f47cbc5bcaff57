using System.Globalization;

namespace Flint;

/// <summary>Periods as people write them: <c>250ms 10s 1m 2h 1d</c>; a bare number is seconds.</summary>
public static class Duration
{
    /// <summary>Reads a period of whole milliseconds from 1 ms to 3,660 d.</summary>
    /// <exception cref="InvalidDurationException">It cannot be read or is out of bounds.</exception>
    public static TimeSpan Parse(string? text)
    {
        var trimmed = (text ?? "").AsSpan().Trim();
        var digits = trimmed.IndexOfAnyExceptInRange('0', '9');
        var number = digits < 0 ? trimmed : trimmed[..digits];
        var unit = digits < 0 ? default : trimmed[digits..];
        long millis = unit switch
        {
            "ms" => 1,
            "" or "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => throw Unreadable(text),
        };
        if (number.IsEmpty)
            throw Unreadable(text);
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count < 1
            || count > (long)LimitRules.MaxPer.TotalMilliseconds / millis)
            throw new InvalidDurationException($"invalid duration \"{text}\": it must be from 1ms to 3660d");
        return TimeSpan.FromMilliseconds(count * millis);
    }

    /// <summary>The shortest way to write a period, such as <c>90s</c> or <c>1m</c>.</summary>
    public static string Format(TimeSpan per)
    {
        var millis = per.Ticks / TimeSpan.TicksPerMillisecond;
        return millis switch
        {
            _ when millis % 86_400_000 == 0 => $"{millis / 86_400_000}d",
            _ when millis % 3_600_000 == 0 => $"{millis / 3_600_000}h",
            _ when millis % 60_000 == 0 => $"{millis / 60_000}m",
            _ when millis % 1_000 == 0 => $"{millis / 1_000}s",
            _ => $"{millis}ms",
        };
    }

    private static InvalidDurationException Unreadable(string? text) =>
        new($"invalid duration \"{text}\": write a whole number and ms, s, m, h or d, such as 250ms, 10s or 1m");
}
