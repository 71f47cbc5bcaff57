using System.Globalization;
using System.Text.Json;
using Flint.State;

namespace Flint.Serialization;

/// <summary>
/// The totals: <c>{"totals":[{"algorithm":"token_bucket","template":"ip:*","limits":2,"allowed":7,"denied":1,"allowed_cost":12,"denied_cost":3}]}</c>; no template where there is none.
/// </summary>
internal static class TotalsJson
{
    public static void Write(Utf8JsonWriter json, TotalsSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteStartArray("totals"u8);
        foreach (var sum in snapshot.Totals)
        {
            json.WriteStartObject();
            json.WriteString("algorithm"u8, sum.Algorithm.Name());
            if (sum.Template is { } template)
                json.WriteString("template"u8, template);
            json.WriteNumber("limits"u8, sum.Limits);
            json.WriteNumber("allowed"u8, sum.Allowed);
            json.WriteNumber("denied"u8, sum.Denied);
            WriteCost(json, "allowed_cost", sum.AllowedCost);
            WriteCost(json, "denied_cost", sum.DeniedCost);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static TotalsSnapshot Read(JsonElement json) => new(
    [
        .. json.GetProperty("totals").EnumerateArray().Select(sum => new LimitTotals(
            AlgorithmNames.Parse(sum.GetProperty("algorithm").GetString()),
            sum.TryGetProperty("template", out var template) ? template.GetString() : null,
            sum.GetProperty("limits").GetInt64(),
            sum.GetProperty("allowed").GetInt64(),
            sum.GetProperty("denied").GetInt64(),
            ReadCost(sum.GetProperty("allowed_cost")),
            ReadCost(sum.GetProperty("denied_cost")))),
    ]);

    // A sum of sums of 64 bits each.
    private static void WriteCost(Utf8JsonWriter json, string name, Int128 cost)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(cost.ToString(CultureInfo.InvariantCulture), skipInputValidation: true);
    }

    private static Int128 ReadCost(JsonElement cost) => Int128.Parse(cost.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
