using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Flint.Actors;

/// <summary>
/// How many requests are on their way through partitions, by the hash of key and sender: while one is, what the same sender asks of the same key must not take the shortcut past it. Those that share a place
/// are taken for the same. For all threads.
/// </summary>
internal sealed class OnTheWay
{
    private const int Places = 1 << 14; // 64 KiB

    private readonly int[] _requests = new int[Places];

    /// <summary>The place of what the sender asks of the key.</summary>
    public static int PlaceOf(string key, IActorRef sender) =>
        (key.GetHashCode(StringComparison.Ordinal) ^ (RuntimeHelpers.GetHashCode(sender) * 31)) & (Places - 1);

    /// <summary>Whether a request of the place is on its way.</summary>
    public bool IsAny(int place) => Volatile.Read(ref _requests[place]) != 0;

    /// <summary>One sets out.</summary>
    public void Add(int place) => Interlocked.Increment(ref _requests[place]);

    /// <summary>One is there.</summary>
    public void Remove(int place) => Interlocked.Decrement(ref _requests[place]);
}
