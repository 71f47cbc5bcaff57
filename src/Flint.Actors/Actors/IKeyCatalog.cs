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

    /// <summary>Every key that was ever recorded, starts with the prefix and comes behind that one, in the order of their UTF-8 bytes, some at a time.</summary>
    IEnumerable<string> Keys(string prefix, string? after = null);
}

/// <summary>Reads one key after the other from the storage.</summary>
internal interface IKeyReader : IDisposable
{
    /// <inheritdoc cref="IKeyCatalog.Read"/>
    LimitState Read(string key);
}
