namespace Flint.Actors.Journal.Log.Ids;

/// <summary>
/// Goes over ids in the order of their bytes, some at a time. Between two steps it holds nothing but the id it has come to: whatever is added or removed
/// meanwhile, an id that is there all the time is met exactly once.
/// </summary>
/// <param name="map">The ids.</param>
/// <param name="gate">Guards them.</param>
/// <param name="prefix">What the ids begin with.</param>
/// <param name="after">They come behind this one; null: all of them.</param>
/// <param name="atOnce">How many a step looks at, under the gate.</param>
internal sealed class IdWalk(IdMap map, IndexGate gate, byte[] prefix, byte[]? after = null, int atOnce = 256) : IIdWalk
{
    private byte[] _from = after is null || after.AsSpan().SequenceCompareTo(prefix) < 0 ? prefix : after;
    private bool _isInclusive = after is null || after.AsSpan().SequenceCompareTo(prefix) < 0;
    private bool _isOver;

    /// <inheritdoc/>
    public bool Next<T>(List<T> into, Func<int, T> take)
    {
        if (_isOver)
            return false;
        map.Sort();
        gate.LetOthersPass();
        using (gate.Enter())
        {
            Span<int> slots = stackalloc int[atOnce];
            var count = map.Next(_from, _isInclusive, slots);
            map.Touch(slots[..count]);
            var previous = -1;
            foreach (var slot in slots[..count])
            {
                var id = map.IdOf(slot);
                _isOver = !id.StartsWith(prefix);
                if (_isOver)
                    return true;
                // One that was removed and added again stands there twice.
                if (previous >= 0 && id.SequenceEqual(map.IdOf(previous)))
                    continue;
                previous = slot;
                if ((map.IsThere(slot) ? slot : map.Find(id)) is >= 0 and var there)
                    into.Add(take(there));
            }
            _isOver = count < atOnce;
            if (!_isOver)
                (_from, _isInclusive) = (map.IdOf(slots[^1]).ToArray(), false);
        }
        return true;
    }
}
