namespace Flint.State;

/// <summary>
/// Which decided check_alls may not be durable yet at all of their keys. Owned by the coordinator; an open decision is driven until every key has confirmed its part.
/// </summary>
public sealed class CheckAllState
{
    private readonly Dictionary<long, Pending> _open = [];

    /// <summary>The highest transaction number ever taken.</summary>
    public long LastTransaction { get; private set; }

    /// <summary>Every transaction up to this one is durable at all of its keys.</summary>
    public long LowWater { get; private set; }

    /// <summary>The decisions that are open, in the order of their numbers.</summary>
    public IReadOnlyList<CheckAllDecision> Open => [.. _open.OrderBy(o => o.Key).Select(o => o.Value.Decision)];

    /// <summary>The next number.</summary>
    public long NextTransaction() => ++LastTransaction;

    /// <summary>Takes over a snapshot.</summary>
    public void Apply(CheckAllSnapshot snapshot)
    {
        _open.Clear();
        (LastTransaction, LowWater) = (snapshot.LastTransaction, snapshot.LowWater);
        foreach (var decision in snapshot.Open)
            Add(decision);
    }

    /// <summary>Takes over an event of the log.</summary>
    public void Apply(CheckAllsDecided decided)
    {
        foreach (var decision in decided.Decisions)
        {
            LastTransaction = Math.Max(LastTransaction, decision.Transaction);
            Add(decision);
        }
        foreach (var closed in _open.Keys.Where(t => t <= decided.LowWater).ToArray())
            _open.Remove(closed);
        Advance();
    }

    /// <summary>Opens a decision that was taken now.</summary>
    public void Add(CheckAllDecision decision) => _open[decision.Transaction] = new Pending(decision);

    /// <summary>The decision, while it is open.</summary>
    public CheckAllDecision? Find(long transaction) => _open.GetValueOrDefault(transaction)?.Decision;

    /// <summary>Notes that the part of item <paramref name="index"/> is durable.</summary>
    public void Confirm(long transaction, int index)
    {
        if (!_open.TryGetValue(transaction, out var pending) || !pending.Confirm(index))
            return;
        _open.Remove(transaction);
        Advance();
    }

    /// <summary>What a snapshot taken now says.</summary>
    public CheckAllSnapshot ToSnapshot() => new(LastTransaction, LowWater, Open);

    // Numbers are taken one by one, so everything between the mark and the first open one is durable.
    private void Advance()
    {
        while (LowWater < LastTransaction && !_open.ContainsKey(LowWater + 1))
            LowWater++;
    }

    private sealed class Pending(CheckAllDecision decision)
    {
        private ulong _missing = decision.Items.Count == 64 ? ulong.MaxValue : (1UL << decision.Items.Count) - 1;

        public CheckAllDecision Decision => decision;

        public bool Confirm(int index) => (_missing &= ~(1UL << index)) == 0;
    }
}
