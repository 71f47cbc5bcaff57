using System.Buffers;
using System.Text.Json;
using Flint.State;

namespace Flint.Serialization;

/// <summary>The coordinator's decisions: <c>{"type":"ALLOW_ALL","low_water":4,"decisions":[{"tx":5,"at":"…","items":[…]}]}</c></summary>
internal static class CheckAllJson
{
    public static void Write(CheckAllsDecided decided, IBufferWriter<byte> to)
    {
        var text = new LayoutWriter(to);
        text.Add("{\"type\":\"ALLOW_ALL\",\"low_water\":"u8, decided.LowWater);
        Write(decided.Decisions, ref text);
        text.Flush();
    }

    public static void Write(CheckAllSnapshot snapshot, IBufferWriter<byte> to)
    {
        var text = new LayoutWriter(to);
        text.Add("{\"last_tx\":"u8, snapshot.LastTransaction);
        text.Add(",\"low_water\":"u8, snapshot.LowWater);
        Write(snapshot.Open, ref text);
        text.Flush();
    }

    public static CheckAllsDecided ReadDecided(JsonElement json) => new(json.GetProperty("low_water").GetInt64(), ReadDecisions(json));

    public static CheckAllSnapshot ReadSnapshot(JsonElement json) =>
        new(json.GetProperty("last_tx").GetInt64(), json.GetProperty("low_water").GetInt64(), ReadDecisions(json));

    private static void Write(IReadOnlyList<CheckAllDecision> decisions, ref LayoutWriter text)
    {
        text.Add(",\"decisions\":["u8);
        for (var i = 0; i < decisions.Count; i++)
        {
            var decision = decisions[i];
            text.Add(i == 0 ? "{\"tx\":"u8 : ",{\"tx\":"u8, decision.Transaction);
            text.AddInstant(",\"at\":"u8, decision.At);
            ItemsJson.Write(decision.Items, ref text);
            text.Add("}"u8);
        }
        text.Add("]}"u8);
    }

    private static CheckAllDecision[] ReadDecisions(JsonElement json) =>
        [.. json.GetProperty("decisions").EnumerateArray().Select(d => new CheckAllDecision(d.GetProperty("tx").GetInt64(), d.GetInstant("at"), ItemsJson.Read(d)))];
}
