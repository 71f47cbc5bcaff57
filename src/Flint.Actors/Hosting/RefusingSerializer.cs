using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Flint.Hosting;

/// <summary>
/// Stands in a system of our own where Akka's default serializer would: nothing but our events is serialized there, and Newtonsoft.Json need not be loaded
/// for a cold start.
/// </summary>
internal sealed class RefusingSerializer : Serializer
{
    /// <summary>Called by Akka, with what the default is configured with.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config _)
        : base(system)
    {
    }

    // Of the serializer whose place it takes.
    public override int Identifier => 1;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => throw Refusal(obj.GetType());

    public override object FromBinary(byte[] bytes, Type type) => throw Refusal(type);

    private static NotSupportedException Refusal(Type? type) => new($"the actor system of an embedded limiter serializes its own events alone, not {type}");
}
