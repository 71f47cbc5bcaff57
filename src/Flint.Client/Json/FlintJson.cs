using System.Text.Json;

namespace Flint.Client.Json;

/// <summary>The JSON of the HTTP API: snake_case, nulls written, unknown members ignored, a member named twice refused.</summary>
public static class FlintJson
{
    /// <summary>As bodies are sent: compact.</summary>
    public static FlintJsonContext Wire { get; } = Create(indented: false);

    /// <summary>As people read it: indented by two spaces.</summary>
    public static FlintJsonContext Indented { get; } = Create(indented: true);

    private static FlintJsonContext Create(bool indented) =>
        new(new JsonSerializerOptions(FlintJsonContext.Default.Options)
        {
            Encoder = new PlainTextEncoder(),
            WriteIndented = indented,
        });
}
