using System.Text.Json;

namespace Flint.Serialization;

/// <summary>The items of a check_all: <c>[{"key":"a","cost":1}]</c></summary>
internal static class ItemsJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<CheckItem> items)
    {
        json.WriteStartArray("items"u8);
        foreach (var (key, cost) in items)
        {
            json.WriteStartObject();
            json.WriteString("key"u8, key);
            json.WriteNumber("cost"u8, cost);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static CheckItem[] Read(JsonElement parent) =>
        [.. parent.GetProperty("items").EnumerateArray().Select(i => new CheckItem(i.GetProperty("key").GetString()!, i.GetProperty("cost").GetInt64()))];
}
