using Akka.Actor;

namespace Flint.Actors;

/// <summary>
/// Which partition owns a key: by .NET's string hash, which is seeded anew in each process and cannot be aimed from outside.
/// Filled by the directory when it starts; until then everything goes to the directory itself.
/// </summary>
internal sealed class LimitRoutes
{
    private volatile IActorRef[] _partitions = [];

    /// <summary>All partitions.</summary>
    public IReadOnlyList<IActorRef> Partitions => _partitions;

    /// <summary>Sets the partitions, once.</summary>
    public void Open(IActorRef[] partitions) => _partitions = partitions;

    /// <summary>The partition of the key, or <paramref name="otherwise"/> before there are any.</summary>
    public IActorRef For(string key, IActorRef otherwise)
    {
        var partitions = _partitions;
        return partitions.Length == 0 ? otherwise : partitions[(uint)key.GetHashCode(StringComparison.Ordinal) % (uint)partitions.Length];
    }
}
