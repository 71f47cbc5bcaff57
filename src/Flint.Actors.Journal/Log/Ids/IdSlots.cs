namespace Flint.Actors.Journal.Log.Ids;

/// <summary>A number for each slot, in pages: a million slots grow by a page, not by another million.</summary>
internal sealed class IdSlots
{
    private const int PageBits = 14;
    private const int PageSlots = 1 << PageBits;

    private readonly List<uint[]> _pages = [];
    private readonly Stack<int> _free = new();

    /// <summary>One more than the highest slot that ever was in use.</summary>
    public int End { get; private set; }

    /// <summary>What stands in the slot; 0 in one that is not in use.</summary>
    public ref uint this[int slot] => ref _pages[slot >> PageBits][slot & (PageSlots - 1)];

    /// <summary>A slot that is not in use.</summary>
    public int Take()
    {
        if (_free.TryPop(out var slot))
            return slot;
        if (End == IdTable.MostSlots)
            throw new InvalidOperationException($"the index of persistence ids is full: it holds {End}");
        if (End >> PageBits == _pages.Count)
            _pages.Add(new uint[PageSlots]);
        return End++;
    }

    /// <summary>The slot may be used for another id.</summary>
    public void Free(int slot)
    {
        this[slot] = 0;
        _free.Push(slot);
    }
}
