using System.Globalization;
using System.Text;

namespace Flint.Host.Cli.Output;

/// <summary>Columns of text, as wide as their widest cell; numbers stand to the right.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<object?[]> _rows = [];

    /// <summary>Adds a row: text, numbers, or null for nothing.</summary>
    public TextTable Row(params object?[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    /// <summary>Writes the header and the rows.</summary>
    public void WriteTo(TextWriter to)
    {
        var texts = _rows.Select(row => Array.ConvertAll(row, Text)).ToList();
        var widths = headers.Select((header, i) => texts.Select(row => Width(row[i])).Append(Width(header)).Max()).ToArray();
        var right = headers.Select((_, i) => _rows.Count > 0 && _rows.TrueForAll(row => row[i] is long or null)).ToArray();
        foreach (var row in texts.Prepend(headers))
            to.WriteLine(string.Join("  ", row.Select((cell, i) => Pad(cell, widths[i], right[i]))).TrimEnd());
    }

    private static string Text(object? cell) => cell switch
    {
        null => "-",
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => OneLine.Escape(cell.ToString() ?? ""),
    };

    private static string Pad(string cell, int width, bool right)
    {
        var space = new string(' ', width - Width(cell));
        return right ? space + cell : cell + space;
    }

    private static int Width(string text) => text.EnumerateRunes().Count(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark);
}
