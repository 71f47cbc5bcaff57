using System.Runtime.CompilerServices;
using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// How many requests are on their way through partitions, which later ones must not overtake by a shortcut: changes of a key's limit, whoever sent them, and else what the same sender asks of the same key.
/// Counted by hashes: what shares a place is taken for the same. For all threads.
/// </summary>
internal sealed class OnTheWay
{
    private const int Places = 1 << 14; // 64 KiB

    private readonly int[] _requests = new int[Places];

    /// <summary>The place of a request.</summary>
    public static int PlaceOf(IKeyRequest request, IActorRef sender) =>
        request is ConfigureLimit or ResetLimit or RemoveLimit ? OfChanges(HashOf(request)) : OfSender(HashOf(request), sender);

    /// <summary>Whether something is on its way that the request must not overtake.</summary>
    public bool IsBefore(IKeyRequest request, IActorRef sender)
    {
        var key = HashOf(request);
        return Volatile.Read(ref _requests[OfChanges(key)]) != 0 || Volatile.Read(ref _requests[OfSender(key, sender)]) != 0;
    }

    /// <summary>One sets out.</summary>
    public void Add(int place) => Interlocked.Increment(ref _requests[place]);

    /// <summary>One is there.</summary>
    public void Remove(int place) => Interlocked.Decrement(ref _requests[place]);

    private static int HashOf(IKeyRequest request) => request.Key.GetHashCode(StringComparison.Ordinal);

    private static int OfChanges(int key) => key & (Places - 1);

    private static int OfSender(int key, IActorRef sender) => (key ^ (RuntimeHelpers.GetHashCode(sender) * 31)) & (Places - 1);
}
