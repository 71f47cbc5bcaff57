using Flint.State;

namespace Flint.Actors;

/// <summary>Picks the limits with the highest total from all that pass by, and remembers no more than it was asked for.</summary>
internal sealed class TopLimits(TopBy by, int limit)
{
    // The worst of those that are kept comes out first.
    private readonly PriorityQueue<LimitStatus, LimitStatus> _best = new(Comparer<LimitStatus>.Create((a, b) => -Rank(by, a, b)));

    /// <summary>Another for the same question, which finds a part of the answer.</summary>
    public TopLimits Another() => new(by, limit);

    /// <summary>Whether it would keep the limit of that key and state.</summary>
    public bool Takes(in LimitState state, string key)
    {
        if (_best.Count < limit)
            return true;
        var worst = _best.Peek();
        var order = Total(state).CompareTo(by.Total(worst));
        return order > 0 || (order == 0 && KeyOrder.Compare(key, worst.Key) < 0);
    }

    /// <summary>Takes up a limit, if there is one.</summary>
    public void Add(LimitStatus? status)
    {
        if (status is null)
            return;
        if (_best.Count < limit)
            _best.Enqueue(status, status);
        else
            _best.EnqueueDequeue(status, status);
    }

    /// <summary>Takes up what another has found. Every thread may.</summary>
    public void AddAll(TopLimits another)
    {
        lock (_best)
        {
            foreach (var (status, _) in another._best.UnorderedItems)
                Add(status);
        }
    }

    /// <summary>Hands out the best, best first and each once; it is empty then.</summary>
    public IReadOnlyList<LimitStatus> Take()
    {
        var best = new LimitStatus[_best.Count];
        for (var i = best.Length; i > 0; i--)
            best[i - 1] = _best.Dequeue();
        return [.. best.DistinctBy(status => status.Key)]; // one that was forgotten and came again meanwhile has passed by twice
    }

    private long Total(in LimitState state) => by == TopBy.Denied ? state.TotalDenied : state.TotalAllowed;

    private static int Rank(TopBy by, LimitStatus a, LimitStatus b)
    {
        var order = by.Total(b).CompareTo(by.Total(a));
        return order != 0 ? order : KeyOrder.Compare(a.Key, b.Key);
    }
}
