namespace Flint.State;

/// <summary>The newest entries of a key whose lines pass by from the oldest to the newest: as many as <see cref="HistoryTail"/> needs to know which they are.</summary>
/// <param name="keep">How many entries that keeps.</param>
public sealed class RunningHistory(int keep)
{
    // A ring of one more: with that the oldest that is kept is whole.
    private readonly LimitEntry[] _ring = new LimitEntry[keep + 1];
    private int _count;
    private int _next;

    /// <summary>They, oldest first, as one line.</summary>
    public LimitEntry[] Entries => _count < _ring.Length ? _ring[.._count] : [.. _ring[_next..], .. _ring[.._next]];

    /// <summary>Takes up the line behind those it knows.</summary>
    public void Add(ReadOnlySpan<LimitEntry> line)
    {
        if (!line.IsEmpty && _count > 0 && line[0].Kind == EntryKind.Deny && Newest is { Kind: EntryKind.Deny } denials)
        {
            Newest = denials.JoinedBy(line[0]);
            line = line[1..];
        }
        foreach (ref readonly var entry in line[Math.Max(0, line.Length - _ring.Length)..])
        {
            _ring[_next] = entry;
            _next = (_next + 1) % _ring.Length;
            _count = Math.Min(_count + 1, _ring.Length);
        }
    }

    private ref LimitEntry Newest => ref _ring[(_next + _ring.Length - 1) % _ring.Length];
}
