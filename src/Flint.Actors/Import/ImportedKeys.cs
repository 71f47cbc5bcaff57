using Flint.State;

namespace Flint.Import;

/// <summary>All keys while the files are read: an old event becomes entries of the keys it speaks of.</summary>
/// <param name="kept">How many entries of a key are kept.</param>
internal sealed class ImportedKeys(int kept)
{
    private readonly Dictionary<string, KeyFold> _keys = new(StringComparer.Ordinal);
    private long _earliestShown;
    private long _newestShown;

    /// <summary>The key, which begins with this if it was not known.</summary>
    public KeyFold this[string key]
    {
        get
        {
            if (!_keys.TryGetValue(key, out var fold))
                _keys.Add(key, fold = new KeyFold(kept));
            return fold;
        }
    }

    /// <summary>Takes an event from a snapshot's history, which the snapshot's state holds already. A configuration is dated as the event before it.</summary>
    public void Show(OldEvent happened)
    {
        if (happened.At is { } at)
        {
            _newestShown = Math.Max(_newestShown, at);
            if (_earliestShown == 0)
                _earliestShown = at;
        }
        Show(happened, happened.At ?? _newestShown);
    }

    /// <summary>The snapshot has been read.</summary>
    public void EndSnapshot(long createdAt)
    {
        foreach (var key in _keys.Values)
            key.Date(_earliestShown == 0 ? createdAt : _earliestShown);
    }

    /// <summary>Takes an event from the log.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="recordedAt">When it was written: a configuration has no other time.</param>
    public void Apply(OldEvent happened, long recordedAt)
    {
        var at = happened.At ?? recordedAt;
        switch (happened.Kind)
        {
            case EntryKind.Configured:
                this[happened.Key].Configure(at, happened.Config!);
                break;
            case EntryKind.Allow:
                this[happened.Key].Allow(at, happened.Cost);
                break;
            case EntryKind.Deny:
                this[happened.Key].Deny(at, happened.Cost);
                break;
            case EntryKind.Reset:
                this[happened.Key].Reset(at);
                break;
            default:
                foreach (var (key, cost) in happened.Items)
                    this[key].Allow(at, cost);
                break;
        }
        Show(happened, at);
    }

    /// <summary>What has become of them.</summary>
    public ImportResult ToResult(TornTail? torn)
    {
        var sorted = _keys.OrderBy(pair => pair.Key, KeyOrder.Comparer).ToArray();
        return new ImportResult(
            [.. sorted.Select(pair => pair.Value.ToKey(pair.Key))],
            _keys.Count == 0 ? 0 : _keys.Values.Max(key => key.Newest),
            [.. sorted.Where(pair => pair.Value.Limit is { IsClamped: true }).Select(pair => Clamped(pair.Key, pair.Value.Limit!))],
            torn);
    }

    private static ClampedLimit Clamped(string key, OldLimit limit) => new(key, limit.Rate, limit.PerMillis, limit.Terms);

    private void Show(OldEvent happened, long at)
    {
        switch (happened.Kind)
        {
            case EntryKind.Configured:
                this[happened.Key].Show(LimitEntry.Configured(at, happened.Config!.Config));
                break;
            case EntryKind.Allow:
                this[happened.Key].Show(LimitEntry.Allow(at, happened.Cost));
                break;
            case EntryKind.Deny:
                this[happened.Key].Show(LimitEntry.Deny(at, happened.Cost));
                break;
            case EntryKind.Reset:
                this[happened.Key].Show(LimitEntry.Reset(at));
                break;
            default:
                // No coordinator knows it: number 0 lies at every low-water mark, so nobody would ever charge it again.
                var part = new CheckAllPart(Transaction: 0, LowWater: 0, at, happened.Items);
                foreach (var items in happened.Items.GroupBy(item => item.Key))
                    this[items.Key].Show(LimitEntry.AllowAll(at, items.Aggregate(0L, (sum, item) => sum + Math.Min(item.Cost, long.MaxValue - sum)), part));
                break;
        }
    }
}
