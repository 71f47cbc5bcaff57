namespace Flint.Actors;

/// <summary>
/// The shortcuts of one limiter, by the hash of the key. Of two keys with one place the one whose partition was asked last has it, and the other goes by its partition. For all threads; a
/// key's shortcut is opened and closed by its partition alone.
/// </summary>
internal sealed class Shortcuts
{
    private const int Places = 1 << 14; // 256 KiB

    private readonly Place[] _places = new Place[Places];

    /// <summary>The shortcut to the key, or null.</summary>
    public Shortcut? Find(string key)
    {
        var shortcut = Volatile.Read(ref PlaceOf(key).Shortcut);
        return shortcut is not null && shortcut.Key == key ? shortcut : null;
    }

    /// <summary>Callers may tell the key's actor themselves.</summary>
    public void Open(Shortcut shortcut) => Volatile.Write(ref PlaceOf(shortcut.Key).Shortcut, shortcut);

    /// <summary>Callers may do so no more, but for those that are about to.</summary>
    public void Close(Shortcut? shortcut)
    {
        if (shortcut is not null)
            Interlocked.CompareExchange(ref PlaceOf(shortcut.Key).Shortcut, null, shortcut);
    }

    /// <summary>The same, as long as the key is awake: who has the answer of a check_all must not overtake what the coordinator has to tell the key.</summary>
    public void CloseForCheckAlls(Resident resident)
    {
        resident.IsInCheckAlls = true;
        Close(resident.Shortcut);
    }

    /// <summary>Whether a request to the key, or to another of its place, is on its way through the partition: what the same sender sends next must not overtake it.</summary>
    public bool IsOnTheWay(string key) => Volatile.Read(ref PlaceOf(key).OnTheWay) != 0;

    /// <summary>A request sets out for the partition.</summary>
    public void SetOut(string key) => Interlocked.Increment(ref PlaceOf(key).OnTheWay);

    /// <summary>It waits at its key.</summary>
    public void Arrive(string key) => Interlocked.Decrement(ref PlaceOf(key).OnTheWay);

    private ref Place PlaceOf(string key) => ref _places[key.GetHashCode(StringComparison.Ordinal) & (Places - 1)];

    private struct Place
    {
        public Shortcut? Shortcut;
        public int OnTheWay;
    }
}
