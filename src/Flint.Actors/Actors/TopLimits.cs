namespace Flint.Actors;

/// <summary>Picks the limits with the highest total from all that pass by, and remembers no more than it was asked for.</summary>
internal sealed class TopLimits(TopBy by, int limit)
{
    // The worst of those that are kept comes out first.
    private readonly PriorityQueue<LimitStatus, LimitStatus> _best = new(Comparer<LimitStatus>.Create((a, b) => -Rank(by, a, b)));

    /// <summary>Takes up a limit.</summary>
    public void Add(LimitStatus status)
    {
        if (_best.Count < limit)
            _best.Enqueue(status, status);
        else
            _best.EnqueueDequeue(status, status);
    }

    /// <summary>Hands out the best, best first and each once; it is empty then.</summary>
    public IReadOnlyList<LimitStatus> Take()
    {
        var best = new LimitStatus[_best.Count];
        for (var i = best.Length; i > 0; i--)
            best[i - 1] = _best.Dequeue();
        return [.. best.DistinctBy(status => status.Key)]; // one that was forgotten and came again meanwhile has passed by twice
    }

    private static int Rank(TopBy by, LimitStatus a, LimitStatus b)
    {
        var order = by.Total(b).CompareTo(by.Total(a));
        return order != 0 ? order : KeyOrder.Compare(a.Key, b.Key);
    }
}
