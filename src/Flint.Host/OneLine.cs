using System.Text;

namespace Flint.Host;

/// <summary>Text that comes from outside, made safe for a line of a log or a terminal.</summary>
internal static class OneLine
{
    /// <summary>The text with every control character, line separator and lone surrogate written as <c>\uXXXX</c>.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var line = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                line.Append(text[i]).Append(text[++i]);
            else if (char.IsControl(text[i]) || char.IsSurrogate(text[i]) || text[i] is '\u2028' or '\u2029')
                line.Append($"\\u{(int)text[i]:X4}");
            else
                line.Append(text[i]);
        }
        return line.ToString();
    }
}
