using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Flint.Actors.Journal.Format;

/// <summary>Strings as JSON: only what must be escaped is, so that keys stay readable and can be searched for.</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Adds the text between quotes.</summary>
    /// <exception cref="ArgumentException">It holds a lone surrogate: two such texts would be the same on disk.</exception>
    public static void Add(LineBuffer to, ReadOnlySpan<char> text)
    {
        to.Add((byte)'"');
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(Escaped);
            AddPlain(to, plain < 0 ? text : text[..plain]);
            if (plain < 0)
                break;
            AddEscaped(to, text[plain]);
            text = text[(plain + 1)..];
        }
        to.Add((byte)'"');
    }

    /// <summary>The text of a JSON string's raw content, or null where it is none.</summary>
    public static string? Decode(ReadOnlySpan<byte> raw)
    {
        try
        {
            if (!raw.Contains((byte)'\\'))
                return raw.IsEmpty ? "" : Strict.GetString(raw);
            var quoted = new byte[raw.Length + 2];
            quoted[0] = quoted[^1] = (byte)'"';
            raw.CopyTo(quoted.AsSpan(1));
            var reader = new Utf8JsonReader(quoted);
            return reader.Read() ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="Decode"/> without a string, for texts without escapes that fit; -1 otherwise.</summary>
    public static int TryDecode(ReadOnlySpan<byte> raw, Span<char> to) =>
        raw.Length <= to.Length && !raw.Contains((byte)'\\')
        && Utf8.ToUtf16(raw, to, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done
            ? written
            : -1;

    private static void AddPlain(LineBuffer to, ReadOnlySpan<char> text)
    {
        var room = to.Reserve(text.Length * 3);
        if (Utf8.FromUtf16(text, room, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new ArgumentException("a text with a lone surrogate cannot be stored: it has no UTF-8 of its own");
        to.Advance(written);
    }

    private static void AddEscaped(LineBuffer to, char c)
    {
        switch (c)
        {
            case '"': to.Add("\\\""u8); break;
            case '\\': to.Add("\\\\"u8); break;
            case '\n': to.Add("\\n"u8); break;
            case '\r': to.Add("\\r"u8); break;
            case '\t': to.Add("\\t"u8); break;
            case '\b': to.Add("\\b"u8); break;
            case '\f': to.Add("\\f"u8); break;
            default:
                to.Add("\\u00"u8);
                to.Add((byte)(c < 0x10 ? '0' : '1'));
                to.Add("0123456789abcdef"u8[c & 0xf]);
                break;
        }
    }
}
