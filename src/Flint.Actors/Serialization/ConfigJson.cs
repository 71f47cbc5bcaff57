using System.Text.Json;
using Flint.Limits;
using Flint.State;

namespace Flint.Serialization;

/// <summary><c>{"rate":100,"per_millis":60000,"algorithm":"token_bucket","source":"explicit"}</c></summary>
internal static class ConfigJson
{
    private static readonly string[] Sources = ["explicit", "policy", "template", "lazy"];

    public static void Write(Utf8JsonWriter json, LimitConfig config)
    {
        json.WriteStartObject();
        json.WriteNumber("rate"u8, config.Terms.Rate);
        json.WriteNumber("per_millis"u8, config.Terms.PerTicks / TimeSpan.TicksPerMillisecond);
        json.WriteString("algorithm"u8, config.Terms.Algorithm.Name());
        json.WriteString("source"u8, Sources[(int)config.Source]);
        if (config.Template is { } template)
            json.WriteString("template"u8, template);
        json.WriteEndObject();
    }

    public static LimitConfig Read(JsonElement json)
    {
        var source = Array.IndexOf(Sources, json.GetProperty("source").GetString());
        if (source < 0)
            throw new UnsupportedFormatException($"the log holds a limit of source {json.GetProperty("source")}, which this version does not know");
        return new LimitConfig(
            new Terms(
                AlgorithmNames.Parse(json.GetProperty("algorithm").GetString()),
                json.GetProperty("rate").GetInt64(),
                json.GetProperty("per_millis").GetInt64() * TimeSpan.TicksPerMillisecond),
            (LimitSource)source,
            json.TryGetProperty("template", out var template) ? template.GetString() : null);
    }
}
