using Flint.State;

namespace Flint.Actors;

/// <summary>What the storage knows of keys whose actors sleep; where the storage cannot tell, there is no catalog and keys are woken instead.</summary>
internal interface IKeyCatalog
{
    /// <summary>Whether anything was ever recorded of the key.</summary>
    bool Contains(string key);

    /// <summary>The state that the key's actor would wake up with. Only for keys that are not awake.</summary>
    LimitState Read(string key);

    /// <summary>Reads many keys, which costs less than each by itself; its states are of different moments.</summary>
    IKeyReader OpenReader();

    /// <summary>Every key that was ever recorded, in whatever order costs least, some at a time; one that is forgotten and comes again may come twice.</summary>
    IEnumerable<string> KeysInAnyOrder();

    /// <summary>Every key that was ever recorded, starts with the prefix and comes behind that one, in the order of their UTF-8 bytes, some at a time.</summary>
    IEnumerable<string> Keys(string prefix, string? after = null);
}

/// <summary>Reads many keys from the storage.</summary>
internal interface IKeyReader : IDisposable
{
    /// <summary>Reads keys as <see cref="IKeyCatalog.Read"/> does, in whatever order costs least, and hands over the number of each in the list and its state.</summary>
    /// <exception cref="StorageFailedException">What was recorded of one of them cannot be read.</exception>
    void Read(IReadOnlyList<string> keys, Action<int, LimitState> take);
}
