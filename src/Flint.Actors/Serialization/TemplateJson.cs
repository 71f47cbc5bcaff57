using System.Text.Json;
using Flint.Limits;
using Flint.State;

namespace Flint.Serialization;

/// <summary>The templates: <c>{"type":"TEMPLATE_CONFIGURED","at":"…","template":{"pattern":"ip:*","rate":100,"per_millis":60000,"algorithm":"token_bucket","idle_ttl_millis":3600000}}</c></summary>
internal static class TemplateJson
{
    private const string Configured = "TEMPLATE_CONFIGURED";
    private const string Removed = "TEMPLATE_REMOVED";

    public static void Write(Utf8JsonWriter json, TemplateConfigured configured)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, Configured);
        json.WriteInstant("at"u8, configured.At);
        json.WritePropertyName("template"u8);
        Write(json, configured.Template);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, TemplateRemoved removed)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, Removed);
        json.WriteInstant("at"u8, removed.At);
        json.WriteString("pattern"u8, removed.Pattern);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, TemplatesSnapshot snapshot)
    {
        json.WriteStartObject();
        if (snapshot.LastAt != 0)
            json.WriteInstant("last_event_at"u8, snapshot.LastAt);
        json.WriteStartArray("templates"u8);
        foreach (var template in snapshot.Templates)
            Write(json, template);
        json.WriteEndArray();
        if (snapshot.Removed.Count > 0)
        {
            json.WriteStartArray("removed"u8);
            foreach (var pattern in snapshot.Removed)
                json.WriteStringValue(pattern);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    public static object ReadEvent(JsonElement json) => json.GetProperty("type").GetString() switch
    {
        Configured => new TemplateConfigured(json.GetInstant("at"), ReadTemplate(json.GetProperty("template"))),
        Removed => new TemplateRemoved(json.GetInstant("at"), json.GetProperty("pattern").GetString()!),
        var type => throw new UnsupportedFormatException($"the log holds a change of templates of type \"{type}\", which this version does not know"),
    };

    public static TemplatesSnapshot ReadSnapshot(JsonElement json) => new(
        json.TryGetProperty("last_event_at", out _) ? json.GetInstant("last_event_at") : 0,
        [.. json.GetProperty("templates").EnumerateArray().Select(ReadTemplate)],
        json.TryGetProperty("removed", out var removed) ? [.. removed.EnumerateArray().Select(pattern => pattern.GetString()!)] : []);

    private static void Write(Utf8JsonWriter json, Template template)
    {
        json.WriteStartObject();
        json.WriteString("pattern"u8, template.Pattern);
        json.WriteNumber("rate"u8, template.Terms.Rate);
        json.WriteNumber("per_millis"u8, template.Terms.PerTicks / TimeSpan.TicksPerMillisecond);
        json.WriteString("algorithm"u8, template.Terms.Algorithm.Name());
        json.WriteNumber("idle_ttl_millis"u8, template.IdleTicks / TimeSpan.TicksPerMillisecond);
        json.WriteEndObject();
    }

    private static Template ReadTemplate(JsonElement json) => new(
        json.GetProperty("pattern").GetString()!,
        new Terms(
            AlgorithmNames.Parse(json.GetProperty("algorithm").GetString()),
            json.GetProperty("rate").GetInt64(),
            json.GetProperty("per_millis").GetInt64() * TimeSpan.TicksPerMillisecond),
        json.GetProperty("idle_ttl_millis").GetInt64() * TimeSpan.TicksPerMillisecond);
}
