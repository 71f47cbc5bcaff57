using System.Globalization;
using Spectre.Console;

namespace Flint.Host.Cli.Output;

/// <summary>Columns of text, as wide as their widest cell; numbers stand to the right.</summary>
internal sealed class TextTable(params string[] headers)
{
    // The terminal breaks lines that are too long for it: a cell that is cut or folded cannot be copied.
    private const int NeverFold = 4_096;

    private static readonly Style Header = new(decoration: Decoration.Bold);

    private readonly List<object?[]> _rows = [];

    /// <summary>Adds a row: text, numbers, a <see cref="Verdict"/>, or null for nothing.</summary>
    public TextTable Row(params object?[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    /// <summary>Writes the header and the rows.</summary>
    public void WriteTo(TextWriter to, bool inColor)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var (i, header) in headers.Index())
        {
            var isNumbers = _rows.Count > 0 && _rows.TrueForAll(row => row[i] is long or null);
            table.AddColumn(new TableColumn(new Text(header, Header))
            {
                Alignment = isNumbers ? Justify.Right : Justify.Left,
                NoWrap = true,
                Padding = new Padding(0, 0, i == headers.Length - 1 ? 0 : 2, 0),
            });
        }
        foreach (var row in _rows)
            table.AddRow(row.Select(Cell));
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = inColor ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = inColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        });
        console.Profile.Width = NeverFold;
        console.Write(table);

        // The last column is filled up like the others.
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
            to.WriteLine(line.TrimEnd());
    }

    private static Text Cell(object? cell) => cell switch
    {
        null => new Text("-"),
        DateTimeOffset time => new Text(time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        Verdict { Allowed: true } => new Text("allowed", new Style(Color.Green)),
        Verdict => new Text("denied", new Style(Color.Red)),
        IFormattable value => new Text(value.ToString(null, CultureInfo.InvariantCulture)),
        _ => new Text(OneLine.Escape(cell.ToString() ?? "")),
    };
}

/// <summary>What a check was answered, as a cell of a table.</summary>
internal sealed record Verdict(bool Allowed);
