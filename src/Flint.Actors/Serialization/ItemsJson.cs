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

    /// <summary>The value of the member whose name was read.</summary>
    public static CheckItem[] Next(ref Utf8JsonReader json)
    {
        var items = new List<CheckItem>();
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            string? key = null;
            long? cost = null;
            while (json.NextMember())
            {
                if (json.ValueTextEquals("key"u8))
                    key = json.NextString();
                else if (json.ValueTextEquals("cost"u8))
                    cost = json.NextInt64();
                else
                    json.SkipNext();
            }
            items.Add(new CheckItem(JsonText.Required(key, "key"), JsonText.Required(cost, "cost")));
        }
        return [.. items];
    }

    /// <summary>The items of a decision.</summary>
    public static CheckItem[] Read(JsonElement parent) =>
        [.. parent.GetProperty("items").EnumerateArray().Select(i => new CheckItem(i.GetProperty("key").GetString()!, i.GetProperty("cost").GetInt64()))];
}
