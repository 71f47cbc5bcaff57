using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Flint.Import;

/// <summary>
/// A line of an old log: <c>{"version":1,"ts":…,"event":…,"checksum":…}</c>, of 0.1 without version and checksum. The sum is taken over the bytes of time and
/// event as they stand there: nanoseconds do not survive being read and written again.
/// </summary>
internal readonly ref struct RecordLine
{
    private RecordLine(ReadOnlySpan<byte> time, ReadOnlySpan<byte> @event)
    {
        Time = time;
        Event = @event;
    }

    /// <summary>When the record was written, as text with its quotes.</summary>
    public ReadOnlySpan<byte> Time { get; }

    /// <summary>The event as it stands in the line.</summary>
    public ReadOnlySpan<byte> Event { get; }

    /// <summary>Takes a whole line apart and holds it against its sum.</summary>
    /// <exception cref="FormatException">It is no record, or its sum is another.</exception>
    /// <exception cref="NotSupportedException">It is of another version.</exception>
    public static RecordLine Read(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
            throw new FormatException("the line is no UTF-8");
        ReadOnlySpan<byte> version = default, time = default, @event = default, checksum = default;
        try
        {
            var json = new Utf8JsonReader(line);
            json.Read();
            Require(json.TokenType == JsonTokenType.StartObject, "the line is no record");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.ValueSpan;
                json.Read();
                switch (name)
                {
                    case var _ when name.SequenceEqual("version"u8):
                        Require(version.IsEmpty && json.TokenType == JsonTokenType.Number, "the version is no number");
                        version = json.ValueSpan;
                        break;
                    case var _ when name.SequenceEqual("ts"u8):
                        Require(time.IsEmpty && json.TokenType == JsonTokenType.String, "the time is no text");
                        time = line[(int)json.TokenStartIndex..(int)json.BytesConsumed];
                        break;
                    case var _ when name.SequenceEqual("event"u8):
                        Require(@event.IsEmpty && json.TokenType == JsonTokenType.StartObject, "the event is no object");
                        var start = (int)json.TokenStartIndex;
                        json.Skip();
                        @event = line[start..(int)json.BytesConsumed];
                        break;
                    case var _ when name.SequenceEqual("checksum"u8):
                        Require(checksum.IsEmpty && json.TokenType == JsonTokenType.String && json.ValueSpan.Length > 0, "the checksum is no text");
                        checksum = json.ValueSpan;
                        break;
                    default:
                        throw new FormatException($"member \"{Encoding.UTF8.GetString(name)}\" is not known there");
                }
            }
            json.Read();
        }
        catch (JsonException e)
        {
            throw new FormatException($"the line is no whole record: {e.Message}", e);
        }

        if (!version.IsEmpty && !version.SequenceEqual("1"u8))
            throw new NotSupportedException($"the record is of version {Encoding.UTF8.GetString(version)}, and 1 is known: open it with a newer version");
        Require(!time.IsEmpty && !@event.IsEmpty, "the record lacks its time or event");
        if (!checksum.IsEmpty)
        {
            Require(!version.IsEmpty, "the record has a checksum, but no version");
            Require(checksum.SequenceEqual(Sum(version, time, @event)), "the checksum is not that of the record");
        }
        return new RecordLine(time, @event);
    }

    /// <summary>Whether a record that a crash cut off begins so: the bytes go on to be one, and are none yet.</summary>
    public static bool IsBeginning(ReadOnlySpan<byte> bytes)
    {
        if (!Begins(bytes, "{\"version\":1,\"ts\":\""u8) && !Begins(bytes, "{\"ts\":\""u8))
            return false;
        // The cut may lie within a character.
        if (Rune.DecodeLastFromUtf8(bytes, out _, out var length) != OperationStatus.Done)
            bytes = bytes[..^length];
        if (!Utf8.IsValid(bytes))
            return false;
        try
        {
            var json = new Utf8JsonReader(bytes, isFinalBlock: false, default);
            while (json.Read())
            {
                // Whatever is whole of it.
            }
            var isWhole = json is { TokenType: JsonTokenType.EndObject, CurrentDepth: 0 };
            return json.TokenType != JsonTokenType.None && !isWhole;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> head)
    {
        var length = Math.Min(bytes.Length, head.Length);
        return bytes[..length].SequenceEqual(head[..length]);
    }

    private static byte[] Sum(ReadOnlySpan<byte> version, ReadOnlySpan<byte> time, ReadOnlySpan<byte> @event)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sum.AppendData("{\"version\":"u8);
        sum.AppendData(version);
        sum.AppendData(",\"ts\":"u8);
        sum.AppendData(time);
        sum.AppendData(",\"event\":"u8);
        sum.AppendData(@event);
        sum.AppendData("}"u8);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(sum.GetHashAndReset()));
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new FormatException(otherwise);
    }
}
