using System.Text.Json;
using Flint.State;

namespace Flint.Serialization;

/// <summary>The coordinator's decisions: <c>{"type":"ALLOW_ALL","low_water":4,"decisions":[{"tx":5,"at":"…","items":[…]}]}</c></summary>
internal static class CheckAllJson
{
    public static void Write(Utf8JsonWriter json, CheckAllsDecided decided)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "ALLOW_ALL"u8);
        json.WriteNumber("low_water"u8, decided.LowWater);
        Write(json, decided.Decisions);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, CheckAllSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteNumber("last_tx"u8, snapshot.LastTransaction);
        json.WriteNumber("low_water"u8, snapshot.LowWater);
        Write(json, snapshot.Open);
        json.WriteEndObject();
    }

    public static CheckAllsDecided ReadDecided(JsonElement json) => new(json.GetProperty("low_water").GetInt64(), ReadDecisions(json));

    public static CheckAllSnapshot ReadSnapshot(JsonElement json) =>
        new(json.GetProperty("last_tx").GetInt64(), json.GetProperty("low_water").GetInt64(), ReadDecisions(json));

    private static void Write(Utf8JsonWriter json, IReadOnlyList<CheckAllDecision> decisions)
    {
        json.WriteStartArray("decisions"u8);
        foreach (var decision in decisions)
        {
            json.WriteStartObject();
            json.WriteNumber("tx"u8, decision.Transaction);
            json.WriteInstant("at"u8, decision.At);
            ItemsJson.Write(json, decision.Items);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static CheckAllDecision[] ReadDecisions(JsonElement json) =>
        [.. json.GetProperty("decisions").EnumerateArray().Select(d => new CheckAllDecision(d.GetProperty("tx").GetInt64(), d.GetInstant("at"), ItemsJson.Read(d)))];
}
