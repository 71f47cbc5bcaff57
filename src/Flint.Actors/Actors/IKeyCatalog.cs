using Flint.State;

namespace Flint.Actors;

/// <summary>What the storage knows of keys whose actors sleep; where the storage cannot tell, there is no catalog and keys are woken instead.</summary>
internal interface IKeyCatalog
{
    /// <summary>Whether anything was ever recorded of the key.</summary>
    bool Contains(string key);

    /// <summary>Whether what was recorded last has left the key a limit; costs a line at most. Only for keys that are not awake.</summary>
    bool HasLimit(string key);

    /// <summary>The state that the key's actor would wake up with. Only for keys that are not awake.</summary>
    LimitState Read(string key);

    /// <summary>
    /// The same with the number of the key's last line; null where that is not told soon: it is much to read, something of the key is on its way to the disk, or another storage may know of a key of which
    /// nothing is recorded here any more.
    /// </summary>
    (LimitState State, long SequenceNr)? ReadIfShort(string key);

    /// <summary>Every key that was ever recorded, starts with the prefix and comes behind that one, in the order of their UTF-8 bytes, some at a time.</summary>
    IEnumerable<string> Keys(string prefix, string? after = null);

    /// <summary>The same keys, so many at a time or a few hundred more, to be read together.</summary>
    /// <param name="prefix">What they start with.</param>
    /// <param name="after">They come behind this one; null: all of them.</param>
    /// <param name="atOnce">How many; asked before each window.</param>
    IEnumerable<IKeyWindow> Windows(string prefix, string? after, Func<int> atOnce);

    /// <summary>Every key that was ever recorded, in whatever order costs least; one that is forgotten and comes again may come twice, or not at all.</summary>
    IEnumerable<IKeyWindow> WindowsInAnyOrder(int atOnce);
}
