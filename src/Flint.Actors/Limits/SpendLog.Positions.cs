namespace Flint.Limits;

// Positions in the buffer, where what counts as one entry may take several of them; and the entries read out.
internal readonly partial struct SpendLog
{
    /// <summary>The log of these spends.</summary>
    /// <exception cref="ArgumentException">They are too many, out of order, or not positive.</exception>
    public static SpendLog Of(IReadOnlyList<LoggedSpend> spends)
    {
        if (spends.Count > MaxInstants)
            throw new ArgumentException($"{spends.Count} spends are more than {MaxInstants}", nameof(spends));

        var log = default(SpendLog);
        foreach (var (at, cost) in spends)
        {
            if (at != Instant.Clamp(at) || cost < 1 || cost > long.MaxValue - log.Sum || (log._count > 0 && at <= log._newest))
                throw new ArgumentException($"a spend of {cost} at {at} cannot stand behind one at {log._newest}", nameof(spends));
            log = log.Add(at, cost, slice: 1);
        }
        return log;
    }

    /// <summary>The entries, oldest first.</summary>
    public LoggedSpend[] ToArray()
    {
        var spends = new LoggedSpend[_count];
        var position = _first;
        for (var i = 0; i < spends.Length; i++)
            spends[i] = TakeEntry(ref position);
        return spends;
    }

    /// <summary>Whether both hold the same entries, wherever they are stored.</summary>
    public bool Equals(SpendLog other)
    {
        if (_count != other._count || Sum != other.Sum || _newest != other._newest)
            return false;
        if (_older == other._older && _first == other._first && _last == other._last && _merged == other._merged)
            return true;
        var (mine, theirs) = (_first, other._first);
        for (var i = 0; i < _count; i++)
            if (TakeEntry(ref mine) != other.TakeEntry(ref theirs))
                return false;
        return true;
    }

    public override bool Equals(object? obj) => obj is SpendLog other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_count, Sum, _newest);

    private long InstantOf(int position) => position == _last ? _newest : _older![position].At;

    private long TotalOf(int position) => position == _last ? _total : _older![position].Total;

    private long TotalBefore(int position) => position == _first ? _forgotten : TotalOf(position - 1);

    private bool IsMergedIntoNext(int position) =>
        position + 1 < _merged && position < _last && InstantOf(position) / _slice == InstantOf(position + 1) / _slice;

    private LoggedSpend TakeEntry(ref int position)
    {
        var before = TotalBefore(position);
        while (IsMergedIntoNext(position))
            position++;
        var entry = new LoggedSpend(InstantOf(position), TotalOf(position) - before);
        position++;
        return entry;
    }

    // The first position of the first entry after the instant; one behind the newest if there is none.
    private int FirstAfter(long instant)
    {
        if (_count == 0 || _newest <= instant)
            return _last + 1;
        var position = FirstPositionAfter(instant);

        // An entry has the time of its last position: if that one is after the instant, the ones before it in its slice are too.
        return position > _first && IsMergedIntoNext(position - 1)
            ? FirstPositionAfter((InstantOf(position) / _slice * _slice) - 1)
            : position;
    }

    private int LastOfSlice(int position) =>
        Math.Min(_merged, FirstPositionAfter((InstantOf(position) / _slice * _slice) + _slice - 1)) - 1;

    private int FirstPositionAfter(long instant)
    {
        var (low, high) = (_first, _last + 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (InstantOf(middle) > instant)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
