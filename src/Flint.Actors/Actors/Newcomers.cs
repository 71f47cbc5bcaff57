using Akka.Actor;

namespace Flint.Actors;

/// <summary>
/// Checks of keys that nobody has checked before, while lines of such keys are waiting to be written, or some are awake: who makes up keys by the thousand would fill every group, and everybody waits for his
/// group. Belongs to a partition.
/// </summary>
internal sealed class Newcomers
{
    private const int MostLines = 2;
    private const int MostAwake = 16;

    private readonly Queue<(Check Check, IActorRef Sender)> _waiting = new();

    /// <summary>Whether one of them has to wait.</summary>
    public bool MustWait(Residents residents, SleepingChanges changes) => _waiting.Count > 0 || !HasRoom(residents, changes);

    /// <summary>It waits.</summary>
    public void Add(Check check, IActorRef sender) => _waiting.Enqueue((check, sender));

    /// <summary>The next that need not wait any more.</summary>
    public bool TryTake(Residents residents, SleepingChanges changes, out (Check Check, IActorRef Sender) next)
    {
        next = default;
        return HasRoom(residents, changes) && _waiting.TryDequeue(out next);
    }

    /// <summary>None of them is decided.</summary>
    public void FailAll(FlintException cause)
    {
        while (_waiting.TryDequeue(out var waiting))
            waiting.Sender.Tell(Answers.Failure(cause), ActorRefs.NoSender);
    }

    private static bool HasRoom(Residents residents, SleepingChanges changes) => residents.BehindBulkhead < MostAwake && changes.Newcomers < MostLines;
}
