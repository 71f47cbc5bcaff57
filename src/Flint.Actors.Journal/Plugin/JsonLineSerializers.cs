using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// The JSON-line serializers of a system by id. Akka finds a serializer by id only to read bytes with it, so they are found through the types they are bound to.
/// </summary>
internal sealed class JsonLineSerializers(ExtendedActorSystem system)
{
    private readonly ConcurrentDictionary<int, IJsonLineSerializer> _byId = new();

    /// <summary>Remembers a serializer that is in use.</summary>
    public void Add(int id, IJsonLineSerializer serializer)
    {
        if (!_byId.ContainsKey(id))
            _byId.TryAdd(id, serializer);
    }

    /// <summary>The serializer of that id.</summary>
    /// <exception cref="SerializationException">No JSON-line serializer of that id is bound in this system.</exception>
    public IJsonLineSerializer Find(int id)
    {
        if (!_byId.TryGetValue(id, out var serializer))
        {
            foreach (var type in BoundTypes())
            {
                if (system.Serialization.FindSerializerForType(type) is IJsonLineSerializer found)
                    Add(((Serializer)found).Identifier, found);
            }
            if (!_byId.TryGetValue(id, out serializer))
                throw new SerializationException($"no serializer with id {id} that reads JSON lines is bound in this actor system");
        }
        return serializer;
    }

    private IEnumerable<Type> BoundTypes()
    {
        foreach (var binding in system.Settings.Config.GetConfig("akka.actor.serialization-bindings").AsEnumerable())
        {
            if (Type.GetType(binding.Key) is { } type)
                yield return type;
        }
        if (system.Settings.Setup.Get<SerializationSetup>() is not { HasValue: true, Value: var setup })
            yield break;
        foreach (var type in setup.CreateSerializers(system).SelectMany(details => details.UseFor))
            yield return type;
    }
}
