using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Flint.Client.Json;

/// <summary>
/// Escapes what JSON demands and what a terminal would obey, nothing else. The framework's relaxed encoder would also escape every emoji,
/// so that a key could not be found with <c>grep</c> in what <c>flint limit list</c> prints. Nothing written with it is ever embedded in HTML.
/// </summary>
internal sealed unsafe class PlainTextEncoder : JavaScriptEncoder
{
    private static readonly SearchValues<char> Suspects =
        SearchValues.Create([.. Chars('\0', '\u00A0').Where(MustEscape), '\u2028', '\u2029', .. Chars('\uD800', '\uE000')]);

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar <= char.MaxValue && MustEscape((char)unicodeScalar);

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        for (var at = 0; ;)
        {
            var next = span[at..].IndexOfAny(Suspects);
            if (next < 0)
                return -1;
            at += next;
            if (at + 1 >= span.Length || !char.IsSurrogatePair(span[at], span[at + 1]))
                return at;
            at += 2;
        }
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var to = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar))
            return new Rune(unicodeScalar).TryEncodeToUtf16(to, out numberOfCharactersWritten);
        var escape = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => $"\\u{unicodeScalar:X4}",
        };
        numberOfCharactersWritten = escape.TryCopyTo(to) ? escape.Length : 0;
        return numberOfCharactersWritten > 0;
    }

    private static IEnumerable<char> Chars(char from, char to) => Enumerable.Range(from, to - from).Select(c => (char)c);

    // Line and paragraph separators end a line for some readers of logs.
    private static bool MustEscape(char c) => c is '"' or '\\' or '\u2028' or '\u2029' || char.IsControl(c);
}
