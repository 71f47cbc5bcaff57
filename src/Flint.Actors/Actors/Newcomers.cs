using Akka.Actor;

namespace Flint.Actors;

/// <summary>
/// Checks of keys that nobody has checked before, while there are actors enough of such keys: each takes kilobytes, and a permit to recover, which a request that waits does not.
/// Belongs to a partition.
/// </summary>
internal sealed class Newcomers
{
    private const int MostAwake = 16;

    private readonly Queue<(Check Check, IActorRef Sender)> _waiting = new();

    /// <summary>Whether one of them has to wait.</summary>
    public bool MustWait(Residents residents) => residents.BehindBulkhead >= MostAwake || _waiting.Count > 0;

    /// <summary>It waits.</summary>
    public void Add(Check check, IActorRef sender) => _waiting.Enqueue((check, sender));

    /// <summary>The next that need not wait any more.</summary>
    public bool TryTake(Residents residents, out (Check Check, IActorRef Sender) next)
    {
        next = default;
        return residents.BehindBulkhead < MostAwake && _waiting.TryDequeue(out next);
    }

    /// <summary>None of them is decided.</summary>
    public void FailAll(FlintException cause)
    {
        while (_waiting.TryDequeue(out var waiting))
            waiting.Sender.Tell(Answers.Failure(cause), ActorRefs.NoSender);
    }
}
