using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Flint.Host.Cli.Output;

/// <summary>Writes results: a table where a person watches, else JSON.</summary>
/// <param name="To">Where to.</param>
/// <param name="AsJson">Whether JSON was asked for.</param>
/// <param name="AsTable">Whether a person watches.</param>
/// <param name="InColor">Whether that person wants colours.</param>
internal sealed record Printer(TextWriter To, bool AsJson, bool AsTable, bool InColor)
{
    /// <summary>Whether values are written as JSON, and not as tables.</summary>
    public bool IsJson => AsJson || !AsTable;

    /// <summary>Says in one word that it is done.</summary>
    public void Word(string word) => To.WriteLine(AsJson ? "{\"ok\":true}" : word);

    /// <summary>Writes a value as JSON, or as a table if a person watches and it has one.</summary>
    public void Value<T>(T value, JsonTypeInfo<T> type, Func<T, TextTable?> table)
    {
        if (!IsJson && table(value) is { } rows)
            rows.WriteTo(To, InColor);
        else
            To.WriteLine(JsonSerializer.Serialize(value, type));
    }
}
