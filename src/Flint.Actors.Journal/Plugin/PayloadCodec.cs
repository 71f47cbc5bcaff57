using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Flint.Actors.Journal.Format;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>Payloads as they stand in the log: one line of JSON where the serializer can, else its bytes. Safe for concurrent reading.</summary>
internal sealed class PayloadCodec(ExtendedActorSystem system)
{
    private readonly JsonLineSerializers _jsonLines = new(system);

    /// <summary>The line with its payload, which stands in <paramref name="scratch"/> or in an array of its own.</summary>
    /// <exception cref="SerializationException">The serializer wrote more than one line, or what cannot be stored. Whatever else it throws comes through.</exception>
    public LogRecord Encode(in LogRecord line, object payload, ArrayBufferWriter<byte> scratch)
    {
        var serializer = system.Serialization.FindSerializerFor(payload);
        return Storable.Check(serializer is IJsonLineSerializer json ? EncodeJson(line, payload, scratch, serializer, json) : EncodeBytes(line, payload, serializer));
    }

    /// <summary>The payload of a line.</summary>
    public object Decode(in LogRecord line)
    {
        if (line.PayloadIsJson)
            return _jsonLines.Find(line.SerializerId).ReadJson(line.Payload, line.TypeManifest);
        var bytes = MemoryMarshal.TryGetArray(line.Payload, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : line.Payload.ToArray();
        return system.Serialization.Deserialize(bytes, line.SerializerId, line.TypeManifest);
    }

    private LogRecord EncodeJson(in LogRecord line, object payload, ArrayBufferWriter<byte> scratch, Serializer serializer, IJsonLineSerializer json)
    {
        _jsonLines.Add(serializer.Identifier, json);
        var start = scratch.WrittenCount;
        json.WriteJson(payload, scratch);
        var text = scratch.WrittenMemory[start..];
        // A line feed inside a payload would end its line, and with it the group's promise of one object a line.
        if (text.IsEmpty || text.Span.Contains((byte)'\n'))
            throw new SerializationException($"{serializer.GetType().Name} wrote {payload.GetType().Name} as {(text.IsEmpty ? "nothing" : "several lines")}, not as one line of JSON");
        return line with
        {
            Writer = json.NamesWriters ? line.Writer : "",
            SerializerId = serializer.Identifier,
            TypeManifest = serializer is SerializerWithStringManifest named ? named.Manifest(payload) : "",
            Time = line.Kind == RecordKind.Event ? json.NewestTime(payload) : line.Time,
            Count = line.Kind == RecordKind.Event ? json.CountEvents(payload) : line.Count,
            Payload = text,
            PayloadIsJson = true,
        };
    }

    private LogRecord EncodeBytes(in LogRecord line, object payload, Serializer serializer)
    {
        // With the transport known, actor references are written with their address.
        var (manifest, bytes) = Serialization.WithTransport(system, (serializer, payload),
            static it => (Serialization.ManifestFor(it.serializer, it.payload), it.serializer.ToBinary(it.payload)));
        return line with { SerializerId = serializer.Identifier, TypeManifest = manifest, Payload = bytes };
    }
}
