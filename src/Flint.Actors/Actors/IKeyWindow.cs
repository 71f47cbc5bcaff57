using Flint.State;

namespace Flint.Actors;

/// <summary>Some of the keys that the storage knows, at one moment: whoever is given it disposes it, and soon, since files stay for it. Not for several threads.</summary>
internal interface IKeyWindow : IDisposable
{
    /// <summary>How many keys there are.</summary>
    int Count { get; }

    /// <summary>The key of that number.</summary>
    string Key(int number);

    /// <summary>Reads the state that a key's actor would wake up with, of each that is wanted, in whatever order costs least. Only for keys that are not awake.</summary>
    /// <exception cref="StorageFailedException">What was recorded of one of them cannot be read.</exception>
    void Read(Predicate<int> isWanted, Action<int, LimitState> take);
}
