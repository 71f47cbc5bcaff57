namespace Flint.Limits;

/// <summary>
/// Spends in ascending time with their running total (which may wrap around: only differences count), shared by the <see cref="SpendLog"/>s that grew from one another.
/// A position is written once and never again, so that an older log stays what it was; of two logs that differ at a position, only the first has it here.
/// </summary>
internal sealed class SpendBuffer(int capacity)
{
    private readonly LoggedTotal[] _entries = new LoggedTotal[capacity];
    private int _used;

    public ref readonly LoggedTotal this[int position] => ref _entries[position];

    /// <summary>Whether the entry now stands at this position, the next free one or one where it stood already (a spend that was tried and is now made).</summary>
    public bool TryAppend(int position, in LoggedTotal entry)
    {
        if (position >= _entries.Length)
            return false;

        // A log is a value that may be copied to anywhere: two threads must not both get the position.
        if (Interlocked.CompareExchange(ref _used, position + 1, position) != position)
            return position < _used && _entries[position] == entry;

        _entries[position] = entry;
        return true;
    }
}

/// <summary>An instant and the running total of all that was spent up to it.</summary>
internal readonly record struct LoggedTotal(long At, long Total);
