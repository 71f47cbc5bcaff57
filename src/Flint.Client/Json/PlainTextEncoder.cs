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
    private static readonly SearchValues<char> Suspects = AllSuspects();

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

    // A loop: a command that asks one thing would wait for a query to be compiled.
    private static SearchValues<char> AllSuspects()
    {
        var suspects = new StringBuilder();
        for (var c = '\0'; c <= '\uDFFF'; c++)
        {
            if (MustEscape(c) || char.IsSurrogate(c))
                suspects.Append(c);
        }
        return SearchValues.Create(suspects.ToString());
    }

    // Line and paragraph separators end a line for some readers of logs.
    private static bool MustEscape(char c) => c is '"' or '\\' or '\u2028' or '\u2029' || char.IsControl(c);
}
