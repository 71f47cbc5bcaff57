using System.Globalization;

namespace Flint.Import;

/// <summary>Times of old files: RFC 3339 with up to nine digits of the second, of which seven are kept. What is behind them is cut, never rounded up into the future.</summary>
internal static class InstantText
{
    private const int FractionAt = 19;
    private const int KeptDigits = 7;

    /// <summary>The instant in UTC ticks.</summary>
    /// <exception cref="FormatException">It is no time, or one that no <see cref="DateTimeOffset"/> can name.</exception>
    public static long Parse(string text)
    {
        if (text.Length <= FractionAt
            || !DateTime.TryParseExact(text.AsSpan(0, FractionAt), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var second))
            throw NoTime(text);

        var at = FractionAt;
        long ticks = 0;
        if (text[at] == '.')
        {
            var digits = 0;
            for (at++; at < text.Length && char.IsAsciiDigit(text[at]); at++, digits++)
                if (digits < KeptDigits)
                    ticks = (ticks * 10) + (text[at] - '0');
            if (digits == 0)
                throw NoTime(text);
            for (; digits < KeptDigits; digits++)
                ticks *= 10;
        }

        ticks += second.Ticks - Offset(text.AsSpan(at), text);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? ticks : throw NoTime(text);
    }

    private static long Offset(ReadOnlySpan<char> zone, string text)
    {
        if (zone is "Z")
            return 0;
        if (zone is not [('+' or '-') and var sign, _, _, ':', _, _]
            || !TimeSpan.TryParseExact(zone[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var offset))
            throw NoTime(text);
        return sign == '-' ? -offset.Ticks : offset.Ticks;
    }

    private static FormatException NoTime(string text) => new($"\"{text}\" is no time");
}
