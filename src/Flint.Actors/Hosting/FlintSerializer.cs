using System.Buffers;
using Akka.Actor;
using Akka.Serialization;
using Flint.Actors.Journal.Format;
using Flint.Serialization;

namespace Flint.Hosting;

/// <summary>Flint's events and snapshots for Akka.Persistence: lines of JSON, embedded as they are by the embedded journal, the same text as bytes in any other.</summary>
/// <param name="system">The system it serves.</param>
public sealed class FlintSerializer(ExtendedActorSystem? system) : SerializerWithStringManifest(system), IJsonLineSerializer
{
    /// <summary>The serializer's id in every log.</summary>
    public const int Id = 7340;

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override string Manifest(object o) => FlintJson.Manifest(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FlintJson.Write(obj, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => FlintJson.Read(bytes, manifest);

    /// <inheritdoc/>
    public void WriteJson(object payload, IBufferWriter<byte> to) => FlintJson.Write(payload, to);

    /// <inheritdoc/>
    public object ReadJson(ReadOnlyMemory<byte> json, string manifest) => FlintJson.Read(json, manifest);

    /// <inheritdoc/>
    public long NewestTime(object payload) => FlintJson.NewestTime(payload);

    /// <inheritdoc/>
    public int CountEvents(object payload) => FlintJson.CountEvents(payload);

    /// <inheritdoc/>
    /// <remarks>One program holds the directory, and starts one actor a key.</remarks>
    public bool NamesWriters => false;
}
