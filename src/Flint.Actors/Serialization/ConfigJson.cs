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

    /// <summary>The value of the member whose name was read.</summary>
    /// <exception cref="UnsupportedFormatException">A newer version wrote it.</exception>
    public static LimitConfig Next(ref Utf8JsonReader json)
    {
        json.Read();
        long? rate = null, perMillis = null;
        Algorithm? algorithm = null;
        LimitSource? source = null;
        string? template = null;
        while (json.NextMember())
        {
            if (json.ValueTextEquals("rate"u8))
                rate = json.NextInt64();
            else if (json.ValueTextEquals("per_millis"u8))
                perMillis = json.NextInt64();
            else if (json.ValueTextEquals("algorithm"u8))
                algorithm = NextAlgorithm(ref json);
            else if (json.ValueTextEquals("source"u8))
                source = NextSource(ref json);
            else if (json.ValueTextEquals("template"u8))
                template = json.NextString();
            else
                json.SkipNext();
        }
        var terms = new Terms(
            JsonText.Required(algorithm, "algorithm"), JsonText.Required(rate, "rate"), JsonText.Required(perMillis, "per_millis") * TimeSpan.TicksPerMillisecond);
        return new LimitConfig(terms, JsonText.Required(source, "source"), template);
    }

    private static Algorithm NextAlgorithm(ref Utf8JsonReader json)
    {
        json.Read();
        return json.ValueTextEquals("token_bucket"u8) ? Algorithm.TokenBucket : AlgorithmNames.Parse(json.GetString());
    }

    private static LimitSource NextSource(ref Utf8JsonReader json)
    {
        json.Read();
        for (var i = 0; i < Sources.Length; i++)
        {
            if (json.ValueTextEquals(Sources[i]))
                return (LimitSource)i;
        }
        throw new UnsupportedFormatException($"the log holds a limit of source {json.GetString()}, which this version does not know");
    }
}
