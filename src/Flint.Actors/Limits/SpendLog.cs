namespace Flint.Limits;

/// <summary>
/// What was spent when, in ascending time: an immutable list that shares its storage with the lists it grew from, so that copies and appends are O(1), amortized,
/// and questions O(log n). It holds at most <see cref="MaxInstants"/> entries: a new one beyond them merges all that lie in one slice <c>floor(t / slice)</c> of time into
/// one entry at the latest time of theirs. Both bound and rule are part of the storage format: replay depends on them.
/// </summary>
/// <remarks>
/// The newest entry is kept here and the older ones in the buffer; merging into the newest (the hot key's daily bread) thus writes nothing.
/// Merging older ones writes nothing either: entries before <c>_merged</c> that lie in one slice just count as one, until the next copy leaves the extra ones behind.
/// </remarks>
internal readonly partial struct SpendLog : IEquatable<SpendLog>
{
    /// <summary>The most entries there ever are.</summary>
    public const int MaxInstants = 4_096;

    private const int SmallestBuffer = 16;

    private readonly SpendBuffer? _older;
    private readonly int _first;        // position of the oldest entry
    private readonly int _last;         // position of the newest, which is not in the buffer yet
    private readonly int _merged;       // entries at positions below are one a slice
    private readonly int _count;        // entries, merged ones once
    private readonly long _slice;       // of what is merged
    private readonly long _forgotten;   // running total before the first
    private readonly long _newest;      // instant of the newest
    private readonly long _total;       // running total through the newest

    private SpendLog(SpendBuffer? older, int first, int last, int merged, int count, long slice, long forgotten, long newest, long total)
    {
        _older = older;
        _first = first;
        _last = last;
        _merged = merged;
        _count = count;
        _slice = slice;
        _forgotten = forgotten;
        _newest = newest;
        _total = total;
    }

    /// <summary>All that was spent.</summary>
    public long Sum => _total - _forgotten;

    /// <summary>When something was last spent; 0 if nothing is held.</summary>
    public long Newest => _newest;

    /// <summary>What was spent after the instant.</summary>
    public long SumAfter(long instant)
    {
        var position = FirstAfter(instant);
        return position > _last ? 0 : _total - TotalBefore(position);
    }

    /// <summary>The instant of the entry with which the sum from the oldest on reaches <paramref name="sum"/>, from 1 to <see cref="Sum"/>.</summary>
    public long InstantThrough(long sum)
    {
        var (low, high) = (_first, _last);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (TotalOf(middle) - _forgotten >= sum)
                high = middle;
            else
                low = middle + 1;
        }
        return low < _merged ? InstantOf(LastOfSlice(low)) : InstantOf(low);
    }

    /// <summary>The log without what was spent up to the instant, inclusive.</summary>
    public SpendLog After(long instant)
    {
        var first = FirstAfter(instant);
        if (_count == 0 || first == _first)
            return this;
        if (first > _last)
            return new SpendLog(_older, _last, _last, 0, 0, 0, _total, 0, _total);

        var count = _count;
        for (var position = _first; position < first; position++)
            if (!IsMergedIntoNext(position))
                count--;
        return new SpendLog(_older, first, _last, _merged, count, _slice, TotalBefore(first), _newest, _total);
    }

    /// <summary>The log with one more spend, not before the newest.</summary>
    public SpendLog Add(long at, long cost, long slice)
    {
        if (_count == 0)
            return new SpendLog(_older, _last, _last, 0, 1, 0, _total, at, _total + cost);
        if (at == _newest)
            return WithNewest(at, cost);
        if (_count < MaxInstants)
            return Append(at, cost);
        return (at / slice == _newest / slice ? WithNewest(at, cost) : Append(at, cost)).Merge(slice);
    }

    /// <summary>The log in a buffer of its own, a position an entry and with room to grow: nothing in it remembers how wide slices were.</summary>
    public SpendLog Compact()
    {
        if (_count == 0)
            return default;

        var buffer = new SpendBuffer(Math.Max(SmallestBuffer, 2 * _count));
        var copied = 0;
        for (var position = _first; position < _last; position++)
            if (!IsMergedIntoNext(position))
                buffer.TryAppend(copied++, new LoggedTotal(InstantOf(position), TotalOf(position) - _forgotten));
        return new SpendLog(buffer, 0, copied, 0, _count, 0, 0, _newest, Sum);
    }

    private SpendLog WithNewest(long at, long cost) =>
        new(_older, _first, _last, _merged, _count, _slice, _forgotten, at, _total + cost);

    private SpendLog Append(long at, long cost)
    {
        if (_older is null || !_older.TryAppend(_last, new LoggedTotal(_newest, _total)))
            return Compact().Append(at, cost);
        return new SpendLog(_older, _first, _last + 1, _merged, _count + 1, _slice, _forgotten, at, _total + cost);
    }

    // Entries merged before need no second look; those since, or since the last copy, get one: amortized O(1).
    private SpendLog Merge(long slice)
    {
        var merged = new SpendLog(_older, _first, _last, _last + 1, _count, slice, _forgotten, _newest, _total);
        var count = _count;
        for (var position = Math.Max(_merged - 1, _first); position < _last; position++)
            if (merged.IsMergedIntoNext(position))
                count--;
        return new SpendLog(_older, _first, _last, _last + 1, count, slice, _forgotten, _newest, _total);
    }
}
