using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flint.Client.Json;

/// <summary>Text that is refused, never repaired, where it is not valid Unicode.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonValueException("must be a string");
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonValueException("must be valid Unicode: it holds a lone surrogate or bytes that are not UTF-8", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
