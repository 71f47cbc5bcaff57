using Akka.Actor;
using Flint.Messages;

namespace Flint.Actors;

/// <summary>
/// Checks of keys that nobody has checked before, while lines of such keys are waiting to be written: who makes up keys by the thousand would fill every group, and everybody waits for his group. Whatever
/// is asked of such a key waits behind its check. Belongs to a partition.
/// </summary>
internal sealed class Newcomers
{
    private const int MostLines = 2;

    private readonly Queue<(IKeyRequest Request, IActorRef Asker)> _waiting = new();
    private readonly Dictionary<string, int> _requests = new(StringComparer.Ordinal);

    /// <summary>Whether one of them has to wait.</summary>
    public bool MustWait(SleepingChanges changes) => _waiting.Count > 0 || changes.Newcomers >= MostLines;

    /// <summary>Whether a check of the key waits.</summary>
    public bool Contains(string key) => _requests.Count > 0 && _requests.ContainsKey(key);

    /// <summary>It waits.</summary>
    public void Add(IKeyRequest request, IActorRef asker)
    {
        _waiting.Enqueue((request, asker));
        _requests[request.Key] = _requests.GetValueOrDefault(request.Key) + 1;
    }

    /// <summary>The next that need not wait any more.</summary>
    public bool TryTake(SleepingChanges changes, out (IKeyRequest Request, IActorRef Asker) next)
    {
        next = default;
        if (changes.Newcomers >= MostLines || !_waiting.TryDequeue(out next))
            return false;
        if (--_requests[next.Request.Key] == 0)
            _requests.Remove(next.Request.Key);
        return true;
    }

    /// <summary>None of them is decided.</summary>
    public void FailAll(FlintException cause)
    {
        while (_waiting.TryDequeue(out var waiting))
            waiting.Asker.Tell(Answers.Failure(cause), ActorRefs.NoSender);
        _requests.Clear();
    }
}
