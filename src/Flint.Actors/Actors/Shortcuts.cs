namespace Flint.Actors;

/// <summary>
/// The shortcuts of one limiter, by the hash of the key. Of two keys with one place the one whose partition was asked last has it, and the other goes by its partition. For all threads; a
/// key's shortcut is opened and closed by its partition alone.
/// </summary>
internal sealed class Shortcuts
{
    private const int Places = 1 << 14; // 128 KiB

    private readonly Shortcut?[] _places = new Shortcut?[Places];

    /// <summary>The shortcut to the key, or null.</summary>
    public Shortcut? Find(string key)
    {
        var shortcut = Volatile.Read(ref Place(key));
        return shortcut is not null && shortcut.Key == key ? shortcut : null;
    }

    /// <summary>Callers may tell the key's actor themselves.</summary>
    public void Open(Shortcut shortcut) => Volatile.Write(ref Place(shortcut.Key), shortcut);

    /// <summary>Callers may do so no more, but for those that are about to.</summary>
    public void Close(Shortcut? shortcut)
    {
        if (shortcut is not null)
            Interlocked.CompareExchange(ref Place(shortcut.Key), null, shortcut);
    }

    /// <summary>The same, as long as the key is awake: who has the answer of a check_all must not overtake what the coordinator has to tell the key.</summary>
    public void CloseForCheckAlls(Resident resident)
    {
        resident.IsInCheckAlls = true;
        Close(resident.Shortcut);
    }

    private ref Shortcut? Place(string key) => ref _places[key.GetHashCode(StringComparison.Ordinal) & (Places - 1)];
}
