using System.Buffers;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Akka.Persistence;
using Akka.Serialization;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Tests.Plugin;

/// <summary>Holds a reference, which is written with its address: the transport must be known on the way out and in.</summary>
public sealed record WithRef(IActorRef Ref);

/// <summary>Written by a serializer that takes types, not manifests.</summary>
public sealed record Typed(string Text);

/// <summary>Written by a serializer with a manifest of its own.</summary>
public sealed record Named(string Text);

/// <summary>Written as a line of JSON; a text that starts with "!" spoils it.</summary>
public sealed record Note(string Text);

/// <summary>What DeferAsync sends to the journal.</summary>
public sealed record Deferred(object Payload, IActorRef Sender) : IPersistentEnvelope
{
    public int Size => 1;
}

/// <summary>Its serializer cannot write it.</summary>
public sealed record Unwritable;

public sealed class WithRefSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 90_001;

    public override string Manifest(object o) => "W";

    public override byte[] ToBinary(object obj)
    {
        Assert.NotNull(Serialization.GetCurrentTransportInformation());
        return Encoding.UTF8.GetBytes(Serialization.SerializedActorPath(((WithRef)obj).Ref));
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        Assert.NotNull(Serialization.GetCurrentTransportInformation());
        Assert.Equal("W", manifest);
        return new WithRef(system.Provider.ResolveActorRef(Encoding.UTF8.GetString(bytes)));
    }
}

public sealed class TypedSerializer(ExtendedActorSystem system) : Serializer(system)
{
    public override int Identifier => 90_002;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => obj is Typed typed ? Encoding.UTF8.GetBytes(typed.Text) : throw new SerializationException("cannot be written");

    public override object FromBinary(byte[] bytes, Type type)
    {
        Assert.Equal(typeof(Typed), type);
        return new Typed(Encoding.UTF8.GetString(bytes));
    }
}

public sealed class NamedSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 90_005;

    public override string Manifest(object o) => "named";

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Named)obj).Text);

    public override object FromBinary(byte[] bytes, string manifest)
    {
        Assert.Equal("named", manifest);
        return new Named(Encoding.UTF8.GetString(bytes));
    }
}

public sealed class NoteSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system), IJsonLineSerializer
{
    public override int Identifier => 90_003;

    public override string Manifest(object o) => "N1";

    public override byte[] ToBinary(object obj) => throw new NotSupportedException("notes are written as JSON");

    public override object FromBinary(byte[] bytes, string manifest) => throw new NotSupportedException("notes are read as JSON");

    public void WriteJson(object payload, IBufferWriter<byte> to)
    {
        var text = ((Note)payload).Text;
        to.Write(Encoding.UTF8.GetBytes(text.StartsWith('!') ? "{\n}" : JsonSerializer.Serialize(new { text })));
    }

    public object ReadJson(ReadOnlyMemory<byte> json, string manifest)
    {
        Assert.Equal("N1", manifest);
        return new Note(JsonDocument.Parse(json).RootElement.GetProperty("text").GetString()!);
    }

    public long NewestTime(object payload) => 0;

    public int CountEvents(object payload) => 1;
}
