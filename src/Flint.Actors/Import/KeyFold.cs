using Flint.State;

namespace Flint.Import;

/// <summary>One key while its files are read: its state, and its newest entries.</summary>
/// <param name="kept">How many entries are kept.</param>
internal sealed class KeyFold(int kept)
{
    /// <summary>More checks than this cannot have been counted one by one, and there must be room to count on.</summary>
    public const long MostCounted = long.MaxValue / 2;

    private readonly Queue<LimitEntry> _history = new();
    private LimitState _state;
    private OldLimit? _limit;
    private long _events;

    /// <summary>The key's limit as the file gives it; to set it changes the limit and nothing else.</summary>
    public OldLimit? Limit
    {
        get => _limit;
        set
        {
            _limit = value;
            _state = _state with { Config = value!.Config, Quota = Limits.Quota.Full(value.Terms, 0) };
        }
    }

    /// <summary>Takes over what is left, as a snapshot says.</summary>
    public void Restore(Limits.Quota quota, long at) => _state = _state with { Quota = quota, LastAt = Math.Max(_state.LastAt, at) };

    /// <summary>Takes over totals and last times, as a snapshot says.</summary>
    public void RestoreTotals(in LimitState totals)
    {
        var last = Math.Max(totals.LastAllowedAt, Math.Max(totals.LastDeniedAt, totals.LastResetAt));
        _state = totals with { Config = _state.Config, Quota = _state.Quota, LastAt = Math.Max(_state.LastAt, last) };
    }

    /// <summary>Keeps an entry that the state holds already.</summary>
    public void Show(in LimitEntry entry)
    {
        _events++;
        _state = _state with { LastAt = Math.Max(_state.LastAt, entry.At) };
        if (kept == 0)
            return;
        if (_history.Count == kept)
            _history.Dequeue();
        _history.Enqueue(entry);
    }

    /// <summary>Gives the configurations that were kept without a time the earliest one there is: a snapshot's history has none for them.</summary>
    public void Date(long earliest)
    {
        for (var left = _history.Count; left > 0; left--)
        {
            var entry = _history.Dequeue();
            _history.Enqueue(entry is { Kind: EntryKind.Configured, At: 0 } ? LimitEntry.Configured(earliest, entry.Config!) : entry);
        }
        if (_events > 0)
            _state = _state with { LastAt = Math.Max(_state.LastAt, earliest) };
    }

    /// <summary>Changes the limit by the rules.</summary>
    public void Configure(long at, OldLimit limit)
    {
        _limit = limit;
        _state = _state.Apply(LimitEntry.Configured(NotBefore(at), limit.Config));
    }

    /// <summary>
    /// Charges by the rules. The clock of old writers could go back, a key's entries do not: the quota is charged at the key's newest instant, what people see keeps the time in the log.
    /// </summary>
    public void Allow(long at, long cost) => _state = _state.Apply(LimitEntry.Allow(NotBefore(at), cost)) with { LastAllowedAt = at };

    /// <summary>Counts a denial.</summary>
    public void Deny(long at, long cost) => _state = _state.Apply(LimitEntry.Deny(NotBefore(at), cost)) with { LastDeniedAt = at };

    /// <summary>Gives the quota back.</summary>
    public void Reset(long at) => _state = _state.Apply(LimitEntry.Reset(NotBefore(at))) with { LastResetAt = at };

    /// <summary>The newest instant the key speaks of.</summary>
    public long Newest => _state.LastAt;

    /// <summary>What has become of it, handed over: nothing of the history is kept here.</summary>
    public ImportedKey ToKey(string key)
    {
        var history = _history.ToArray();
        _history.Clear();
        _history.TrimExcess();
        return new ImportedKey(key, _state, history, _events);
    }

    private long NotBefore(long at) => Math.Max(at, _state.LastAt);
}
