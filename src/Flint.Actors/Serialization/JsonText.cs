using System.Globalization;
using System.Text.Json;

namespace Flint.Serialization;

/// <summary>Reads an object member by member where a document would cost more than what it holds: at every line of a key.</summary>
internal static class JsonText
{
    /// <summary>Goes to the name of the next member of the object that the reader is in; false at its end.</summary>
    public static bool NextMember(this ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    /// <summary>The member's value.</summary>
    public static long NextInt64(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetInt64();
    }

    /// <summary>The member's value.</summary>
    public static string NextString(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString() ?? throw new JsonException("null where a text should be");
    }

    /// <summary>The member's value, which is written as a string.</summary>
    public static Int128 NextInt128(this ref Utf8JsonReader json)
    {
        json.Read();
        return Int128.Parse(json.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    /// <summary>The member's value in ticks.</summary>
    public static long NextInstant(this ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetDateTime().ToUniversalTime().Ticks;
    }

    /// <summary>The member's value: numbers, two by two.</summary>
    public static List<(long First, long Second)> NextPairs(this ref Utf8JsonReader json)
    {
        var pairs = new List<(long, long)>();
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.Number)
            pairs.Add((json.GetInt64(), json.NextInt64()));
        return pairs;
    }

    /// <summary>Passes over the value of a member that this version does not know.</summary>
    public static void SkipNext(this ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    /// <summary>The value of a member that must be there.</summary>
    /// <exception cref="JsonException">It is not.</exception>
    public static T Required<T>(T? value, string member)
        where T : struct => value ?? throw Missing(member);

    /// <inheritdoc cref="Required{T}(T?, string)"/>
    public static T Required<T>(T? value, string member)
        where T : class => value ?? throw Missing(member);

    private static JsonException Missing(string member) => new($"\"{member}\" is missing");
}
