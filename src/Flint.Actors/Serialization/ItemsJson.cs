using System.Text.Json;

namespace Flint.Serialization;

/// <summary>The items of a check_all: <c>"items":[{"key":"a","cost":1}]</c></summary>
internal static class ItemsJson
{
    /// <summary>Writes them as a member that is not the first.</summary>
    public static void Write(IReadOnlyList<CheckItem> items, ref LayoutWriter text)
    {
        text.Add(",\"items\":["u8);
        for (var i = 0; i < items.Count; i++)
        {
            var (key, cost) = items[i];
            text.AddString(i == 0 ? "{\"key\":"u8 : ",{\"key\":"u8, key);
            text.Add(",\"cost\":"u8, cost);
            text.Add("}"u8);
        }
        text.Add("]"u8);
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
