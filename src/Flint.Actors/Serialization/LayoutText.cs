using System.Buffers.Text;
using System.Text.Json;

namespace Flint.Serialization;

/// <summary>Reads JSON by the layout in which it is written, from the front: what is read is gone from the text, and what is not as expected stays.</summary>
internal static class LayoutText
{
    // How long an instant is without a fraction of its second.
    private const int Seconds = 19;

    /// <summary>Goes on behind what is expected.</summary>
    public static bool Skip(this ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected)
    {
        if (!text.StartsWith(expected))
            return false;
        text = text[expected.Length..];
        return true;
    }

    /// <summary>Reads an instant, with its quotes.</summary>
    public static bool TryInstant(this ref ReadOnlySpan<byte> text, out long instant)
    {
        instant = 0;
        var end = text.StartsWith("\""u8) ? text[1..].IndexOf((byte)'"') : -1;
        if (end < 0)
            return false;
        if (!TryUtc(text.Slice(1, end), out instant))
        {
            var json = new Utf8JsonReader(text[..(end + 2)]);
            if (!json.Read() || !json.TryGetDateTime(out var time))
                return false;
            instant = time.ToUniversalTime().Ticks;
        }
        text = text[(end + 2)..];
        return true;
    }

    /// <summary>Reads a number.</summary>
    public static bool TryNumber(this ref ReadOnlySpan<byte> text, out long number)
    {
        if (!Utf8Parser.TryParse(text, out number, out var length))
            return false;
        text = text[length..];
        return true;
    }

    // As JsonInstant writes it: without the zeros at the end of the second's fraction, and without a fraction that is none.
    private static bool TryUtc(ReadOnlySpan<byte> text, out long instant)
    {
        instant = 0;
        var whole = "0000-00-00T00:00:00.0000000Z"u8;
        if (text.Length > whole.Length || text.Length < Seconds + 1 || text.Length == Seconds + 2 || text[^1] != (byte)'Z')
            return false;
        Span<byte> padded = stackalloc byte[whole.Length];
        whole.CopyTo(padded);
        text[..^1].CopyTo(padded);
        if (!Utf8Parser.TryParse(padded, out DateTime time, out var length, 'O') || length != padded.Length || time.Kind != DateTimeKind.Utc)
            return false;
        instant = time.Ticks;
        return true;
    }
}
