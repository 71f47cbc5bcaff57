using System.Globalization;
using System.Numerics;
using System.Text;
using Newtonsoft.Json;

namespace Flint.Import;

/// <summary>
/// A stream of JSON, value by value, without what the reader would let pass or make of it beyond JSON: no other quotes, no comments, no dates, no floating point.
/// No object is ever made from it. Every member throws <see cref="FormatException"/> where the text is something else than asked for.
/// </summary>
internal sealed class StrictJson : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly JsonTextReader _json;

    /// <summary>Stands on the first value of the text.</summary>
    public StrictJson(TextReader text)
    {
        _json = new JsonTextReader(text)
        {
            Culture = CultureInfo.InvariantCulture,
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            MaxDepth = 16,
        };
        Next();
    }

    /// <summary>Stands on the first value of UTF-8.</summary>
    public StrictJson(Stream content)
        : this(new StreamReader(content, Utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 32 * 1024, leaveOpen: true))
    {
    }

    /// <summary>The members of the object on which it stands. It stands on the value of each, which must be read to its end before the next one.</summary>
    public IEnumerable<string> Members()
    {
        Require(JsonToken.StartObject, "an object");
        for (Next(); _json.TokenType != JsonToken.EndObject; Next())
        {
            Require(JsonToken.PropertyName, "a member");
            var name = (string)_json.Value!;
            Next();
            yield return name;
        }
    }

    /// <summary>The members of a record, none of which may come twice.</summary>
    public IEnumerable<string> Fields()
    {
        var seen = new List<string>(4);
        foreach (var name in Members())
        {
            if (seen.Contains(name))
                throw new FormatException($"member \"{name}\" stands there twice");
            seen.Add(name);
            yield return name;
        }
    }

    /// <summary>Stands on each element of the array on which it stands, as <see cref="Members"/> does; how many there were before.</summary>
    public IEnumerable<int> Elements()
    {
        Require(JsonToken.StartArray, "an array");
        var index = 0;
        for (Next(); _json.TokenType != JsonToken.EndArray; Next())
            yield return index++;
    }

    /// <summary>Passes over a value.</summary>
    public void Skip()
    {
        var depth = _json.Depth;
        if (_json.TokenType is JsonToken.StartObject or JsonToken.StartArray)
            do
                Next();
            while (_json.Depth > depth);
    }

    /// <summary>A text.</summary>
    public string Text()
    {
        Require(JsonToken.String, "a text");
        return (string)_json.Value!;
    }

    /// <summary>A time, in UTC ticks.</summary>
    public long Instant() => InstantText.Parse(Text());

    /// <summary>A time, or 0 for null.</summary>
    public long InstantOrNever() => _json.TokenType == JsonToken.Null ? 0 : Instant();

    /// <summary>A whole number of 64 bits without sign.</summary>
    public ulong Whole()
    {
        Require(JsonToken.Integer, "a whole number");
        var value = _json.Value is BigInteger big ? big : Convert.ToInt64(_json.Value, CultureInfo.InvariantCulture);
        return value >= ulong.MinValue && value <= ulong.MaxValue ? (ulong)value : throw new FormatException($"{value} is out of range");
    }

    /// <summary>A whole number; what is above <paramref name="most"/> counts as that.</summary>
    public long WholeUpTo(long most) => (long)Math.Min(Whole(), (ulong)most);

    /// <summary>A number with a fraction, exactly.</summary>
    public decimal Number() => _json.TokenType == JsonToken.Float ? (decimal)_json.Value! : Whole();

    /// <summary>Goes to the end of the text, where only white space may be left.</summary>
    public void End()
    {
        if (Guarded(_json.Read))
            throw new FormatException("there is more behind the end");
    }

    /// <summary>Where it stands, in the text.</summary>
    public string Position => $"line {_json.LineNumber}, character {_json.LinePosition} of the text";

    public void Dispose() => ((IDisposable)_json).Dispose();

    private void Next()
    {
        if (!Guarded(_json.Read))
            throw new FormatException("the text ends before its time");
        var isOdd = _json.TokenType is JsonToken.Comment or JsonToken.Undefined or JsonToken.StartConstructor or JsonToken.Raw;
        if (isOdd || (_json.TokenType is JsonToken.String or JsonToken.PropertyName && _json.QuoteChar != '"'))
            throw new FormatException("that is no JSON");
    }

    private void Require(JsonToken token, string what)
    {
        if (_json.TokenType != token)
            throw new FormatException($"{what} was expected");
    }

    private static bool Guarded(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (JsonReaderException e)
        {
            throw new FormatException(e.Message, e);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("that is no UTF-8", e);
        }
    }
}
