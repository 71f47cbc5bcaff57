using System.Buffers.Text;

namespace Flint.Actors.Journal.Format;

/// <summary>UTC ticks as RFC 3339 with seven digits of the second: no tick is lost, and a person can read it.</summary>
internal static class TimeText
{
    /// <summary>The length of every such text, in bytes.</summary>
    public const int Length = 28;

    public static void Write(Span<byte> to, long ticks) => Utf8Formatter.TryFormat(new DateTime(ticks, DateTimeKind.Utc), to, out _, 'O');

    public static void Add(LineBuffer to, long ticks)
    {
        Write(to.Reserve(Length), ticks);
        to.Advance(Length);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        var read = Utf8Parser.TryParse(text, out DateTime time, out var consumed, 'O') && consumed == Length && time.Kind == DateTimeKind.Utc;
        ticks = read ? time.Ticks : 0;
        return read;
    }
}
