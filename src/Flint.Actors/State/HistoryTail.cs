namespace Flint.State;

/// <summary>
/// The newest entries of a key: all that history tells. It is told line by line, from the newest to the oldest. Denials in a row count as one entry however many
/// lines they were recorded in, so that history says the same whenever they were. Whoever keeps a part of a log for later keeps it with this, as one line:
/// what it kept, and the lines behind, give what all the lines give. A limit that was removed has taken its past with it.
/// </summary>
/// <param name="keep">How many entries; 0 keeps none.</param>
public sealed class HistoryTail(int keep)
{
    private readonly List<LimitEntry> _newestFirst = [];
    private bool _isWhole;

    /// <summary>Whether older lines would change nothing: the oldest entry that is kept is whole.</summary>
    public bool IsFull => _isWhole || _newestFirst.Count > keep;

    /// <summary>The newest entries, oldest first.</summary>
    public LimitEntry[] Entries => [.. _newestFirst.Take(keep).Reverse()];

    /// <summary>Takes up the line in front of those it knows.</summary>
    public void AddBefore(ReadOnlySpan<LimitEntry> line)
    {
        if (IsFull)
            return;
        if (!line.IsEmpty && line[^1].Kind == EntryKind.Deny && _newestFirst is [.., { Kind: EntryKind.Deny } oldest])
        {
            _newestFirst[^1] = line[^1].JoinedBy(oldest);
            line = line[..^1];
        }
        for (var i = line.Length - 1; i >= 0 && !IsFull; i--)
        {
            if (line[i].Kind == EntryKind.Removed)
                _isWhole = true;
            else
                _newestFirst.Add(line[i]);
        }
    }
}
