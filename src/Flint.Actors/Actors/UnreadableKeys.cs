using System.Collections.Concurrent;

namespace Flint.Actors;

/// <summary>
/// Why keys could not be recovered. Their actors stop before they read a single request, so what was sent to them comes back as dead letters:
/// this is how those who sent it learn the reason.
/// </summary>
internal sealed class UnreadableKeys
{
    private readonly ConcurrentDictionary<string, StorageFailedException> _causes = new(StringComparer.Ordinal);

    /// <summary>The key's log could not be read.</summary>
    public void Add(string key, Exception cause) => _causes[key] = Failure(key, cause);

    /// <summary>The key's log could be read.</summary>
    public void Remove(string key)
    {
        if (!_causes.IsEmpty)
            _causes.TryRemove(key, out _);
    }

    /// <summary>The error of a key that cannot be read.</summary>
    public static StorageFailedException Failure(string key, Exception cause) =>
        new($"the limit {key} cannot be read from its log: {cause.Message}", cause);

    /// <summary>Why the key could not be read, if so.</summary>
    public StorageFailedException? Find(string key) => _causes.GetValueOrDefault(key);
}
