namespace Flint.Actors;

/// <summary>
/// The keys that whoever looks at all keys of a partition has to wait for: new ones, of which the storage holds nothing yet, and those that the coordinator has told of a charge or a denial,
/// which may still be before them. Belongs to a partition.
/// </summary>
internal sealed class UnlistedKeys(IKeyCatalog? catalog)
{
    private readonly HashSet<Resident> _new = [];

    // With the number of the last time.
    private readonly Dictionary<Resident, long> _told = [];

    /// <summary>How often any of them was told something.</summary>
    public long Tellings { get; private set; }

    /// <summary>All of them; new ones that the storage has heard of meanwhile are no more among them.</summary>
    public IEnumerable<Resident> Get()
    {
        _new.RemoveWhere(resident => catalog!.Contains(resident.Key));
        return _new.Union(_told.Keys);
    }

    /// <summary>The key has been woken.</summary>
    public void AddIfNew(Resident woken)
    {
        if (catalog?.Contains(woken.Key) == false)
            _new.Add(woken);
    }

    /// <summary>The coordinator has told the key something.</summary>
    public void AddTold(Resident told) => _told[told] = ++Tellings;

    /// <summary>Whatever was told by then has been heard.</summary>
    public void RemoveHeard(long tellings)
    {
        foreach (var (resident, _) in _told.Where(told => told.Value <= tellings).ToArray())
            _told.Remove(resident);
    }

    /// <summary>The key's actor stops.</summary>
    public void Remove(Resident stopped)
    {
        _new.Remove(stopped);
        _told.Remove(stopped);
    }
}
