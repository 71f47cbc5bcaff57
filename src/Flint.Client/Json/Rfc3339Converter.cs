using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flint.Client.Json;

/// <summary>Times of RFC 3339 in UTC ending in <c>Z</c>, with as many of 0, 3 or 6 fraction digits as the microsecond needs; what is finer is cut.</summary>
internal sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    private const int ToSeconds = 19;
    private const int ToMillis = 23;
    private const int ToMicros = 26;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The pattern takes 0 to 7 digits: more than we write, as much as a .NET time can hold.
        return reader.TokenType == JsonTokenType.String
            && DateTimeOffset.TryParseExact(
                reader.GetString(),
                "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time)
            ? time
            : throw new JsonValueException("must be a time such as 2026-01-02T03:04:05.678Z");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[32];
        value.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        var micros = value.UtcTicks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        var length = micros == 0 ? ToSeconds : micros % 1_000 == 0 ? ToMillis : ToMicros;
        text[length] = (byte)'Z';
        writer.WriteStringValue(text[..(length + 1)]);
    }
}
