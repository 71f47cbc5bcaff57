namespace Flint.Actors;

/// <summary>
/// Which keys have lately been put to sleep after a single use, or were changed in their sleep, by their hash: so many at least as were added last, and twice that at most (the ghost queue of 2Q, A1out). Belongs to a partition.
/// </summary>
/// <param name="remembered">How many.</param>
internal sealed class GhostKeys(int remembered)
{
    private HashSet<int> _newer = [];
    private HashSet<int> _older = [];

    public void Add(string key)
    {
        if (_newer.Count >= remembered)
        {
            (_newer, _older) = (_older, _newer);
            _newer.Clear();
        }
        _newer.Add(HashOf(key));
    }

    /// <summary>Whether it is one of them: sometimes so of a key with the hash of another.</summary>
    public bool Contains(string key) => _newer.Contains(HashOf(key)) || _older.Contains(HashOf(key));

    private static int HashOf(string key) => key.GetHashCode(StringComparison.Ordinal);
}
