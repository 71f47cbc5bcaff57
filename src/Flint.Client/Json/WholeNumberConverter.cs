using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flint.Client.Json;

/// <summary>A whole number of 64 bits, written as such: no fraction, no exponent, no quotes.</summary>
internal sealed class WholeNumberConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)
            ? number
            : throw new JsonValueException($"must be a whole number up to {long.MaxValue}");

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
