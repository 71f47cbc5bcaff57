namespace Flint.Actors.Journal.Log;

/// <summary>The entries that are objects, each under a number, which <see cref="PackedEntry"/> names: a number that nobody uses any more is given out again. Guarded by the index.</summary>
internal sealed class LongEntries
{
    private readonly List<IndexEntry?> _entries = [];
    private readonly Stack<int> _free = new();

    /// <summary>The entry of that number.</summary>
    public IndexEntry this[int number] => _entries[number]!;

    /// <summary>Adds an entry; its number.</summary>
    public int Add(IndexEntry entry)
    {
        if (!_free.TryPop(out var number))
        {
            number = _entries.Count;
            _entries.Add(null);
        }
        _entries[number] = entry;
        return number;
    }

    /// <summary>Removes the entry of that number.</summary>
    public void Remove(int number)
    {
        _entries[number] = null;
        _free.Push(number);
    }
}
