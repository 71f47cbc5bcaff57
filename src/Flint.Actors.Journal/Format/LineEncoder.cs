using System.Buffers.Text;

namespace Flint.Actors.Journal.Format;

/// <summary>
/// Writes lines. By hand and over spans, since every grant passes here: one order of members, no white space, one line feed at the end.
/// Where it throws, the buffer may hold half a line: the caller cuts it.
/// </summary>
internal static class LineEncoder
{
    public static void Event(LineBuffer to, string pid, long sequenceNr, string? writer, int serializer, string? type, string? manifest, ReadOnlySpan<byte> payload, bool isJson)
    {
        Start(to, pid, ",\"seq\":"u8, sequenceNr);
        if (!string.IsNullOrEmpty(writer))
        {
            to.Add(",\"writer\":"u8);
            JsonText.Add(to, writer);
        }
        Serializer(to, serializer, type);
        if (!string.IsNullOrEmpty(manifest))
        {
            to.Add(",\"manifest\":"u8);
            JsonText.Add(to, manifest);
        }
        Payload(to, ",\"event\":"u8, payload, isJson);
    }

    public static void EventsDeleted(LineBuffer to, string pid, long toSequenceNr)
    {
        Start(to, pid, ",\"deleted_to\":"u8, toSequenceNr);
        to.Add("}\n"u8);
    }

    public static void Snapshot(LineBuffer to, string pid, long sequenceNr, long time, int serializer, string? type, ReadOnlySpan<byte> payload, bool isJson) =>
        Snapshot(to, pid, ",\"seq\":"u8, sequenceNr, time, serializer, type, payload, isJson);

    public static void State(LineBuffer to, string pid, long sequenceNr, long time, int serializer, string? type, ReadOnlySpan<byte> payload, bool isJson) =>
        Snapshot(to, pid, ",\"state\":"u8, sequenceNr, time, serializer, type, payload, isJson);

    public static void History(LineBuffer to, string pid, long sequenceNr, int serializer, string? type, ReadOnlySpan<byte> payload, bool isJson)
    {
        Start(to, pid, ",\"history\":"u8, sequenceNr);
        Serializer(to, serializer, type);
        Payload(to, ",\"event\":"u8, payload, isJson);
    }

    public static void Highest(LineBuffer to, string pid, long sequenceNr)
    {
        Start(to, pid, ",\"highest\":"u8, sequenceNr);
        to.Add("}\n"u8);
    }

    public static void SnapshotDeleted(LineBuffer to, string pid, long sequenceNr, long time)
    {
        Start(to, pid, ",\"snapshot_deleted\":"u8, sequenceNr);
        At(to, time);
        to.Add("}\n"u8);
    }

    private static void Snapshot(LineBuffer to, string pid, ReadOnlySpan<byte> numberName, long sequenceNr, long time, int serializer, string? type,
        ReadOnlySpan<byte> payload, bool isJson)
    {
        Start(to, pid, numberName, sequenceNr);
        At(to, time);
        Serializer(to, serializer, type);
        Payload(to, ",\"snapshot\":"u8, payload, isJson);
    }

    private static void Start(LineBuffer to, string pid, ReadOnlySpan<byte> numberName, long number)
    {
        to.Add("{\"pid\":"u8);
        JsonText.Add(to, pid);
        to.Add(numberName);
        to.Add(number);
    }

    private static void At(LineBuffer to, long time)
    {
        to.Add(",\"at\":\""u8);
        TimeText.Add(to, time);
        to.Add((byte)'"');
    }

    private static void Serializer(LineBuffer to, int serializer, string? type)
    {
        to.Add(",\"serializer\":"u8);
        to.Add((long)serializer);
        to.Add(",\"type\":"u8);
        JsonText.Add(to, type);
    }

    private static void Payload(LineBuffer to, ReadOnlySpan<byte> jsonName, ReadOnlySpan<byte> payload, bool isJson)
    {
        if (isJson)
        {
            if (payload.IsEmpty || payload.Contains((byte)'\n'))
                throw new ArgumentException("an embedded payload must be one line of JSON");
            to.Add(jsonName);
            to.Add(payload);
            to.Add("}\n"u8);
            return;
        }
        to.Add(",\"data\":\""u8);
        Base64.EncodeToUtf8(payload, to.Reserve(Base64.GetMaxEncodedToUtf8Length(payload.Length)), out _, out var written);
        to.Advance(written);
        to.Add("\"}\n"u8);
    }
}
