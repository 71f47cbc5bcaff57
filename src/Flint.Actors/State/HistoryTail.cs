namespace Flint.State;

/// <summary>
/// The newest entries of a key: all that history tells. A row of denials counts as one entry however many lines it was recorded in, so that history
/// says the same whenever denials were written. Whoever keeps a part of a log for later keeps it with this:
/// what it kept, and then the entries behind, give what all the entries give.
/// </summary>
/// <param name="keep">How many entries; at least 1.</param>
public sealed class HistoryTail(int keep)
{
    private readonly Queue<LimitEntry> _older = new();
    private LimitEntry? _newest;

    /// <summary>Whether there were more entries than are kept: the oldest that is left is whole then, whatever stood before those that were added.</summary>
    public bool HasDropped { get; private set; }

    /// <summary>The newest entries, oldest first.</summary>
    public IReadOnlyList<LimitEntry> Entries => _newest is { } newest ? [.. _older, newest] : [];

    /// <summary>Takes up the next entry.</summary>
    public void Add(in LimitEntry entry)
    {
        if (_newest is { } newest)
        {
            if (newest.Kind == EntryKind.Deny && entry.Kind == EntryKind.Deny)
            {
                _newest = newest.JoinedBy(entry);
                return;
            }
            _older.Enqueue(newest);
        }
        _newest = entry;
        if (_older.Count < keep)
            return;
        _older.Dequeue();
        HasDropped = true;
    }
}
