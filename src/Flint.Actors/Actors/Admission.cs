namespace Flint.Actors;

/// <summary>
/// How many requests of a limiter wait: in mailboxes, behind holds, for the disk. A request takes a place before it is sent, and whoever answers it, or drops it because
/// its caller has taken it back, gives the place back. Beyond the bound a request is refused at once, so that no queue grows for ever.
/// </summary>
internal sealed class Admission(int most)
{
    private int _waiting;

    /// <summary>How many wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Takes a place, unless all are taken.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _waiting) <= most)
            return true;
        Interlocked.Decrement(ref _waiting);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _waiting);

    /// <summary>What a request is refused with.</summary>
    public LimiterOverloadedException Refusal() => new($"overloaded: {most} requests wait already; nothing was charged");
}
