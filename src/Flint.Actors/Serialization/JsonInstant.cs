using System.Text.Json;

namespace Flint.Serialization;

/// <summary>Instants in the log: RFC 3339 in UTC, exact to the tick of 100 ns.</summary>
internal static class JsonInstant
{
    public static void WriteInstant(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long ticks) =>
        json.WriteString(name, new DateTime(ticks, DateTimeKind.Utc));

    public static long GetInstant(this JsonElement parent, string name) => parent.GetProperty(name).GetDateTime().ToUniversalTime().Ticks;
}
