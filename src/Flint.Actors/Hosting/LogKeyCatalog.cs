using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Sleeping keys, read from the embedded log: its index says which there are, folding a key's lines says how they stand.</summary>
internal sealed class LogKeyCatalog(LogEngine log) : IKeyCatalog
{
    public bool Contains(string key) => log.Contains(KeyIds.Of(key));

    public LimitState Read(string key)
    {
        using var lines = log.View(KeyIds.Of(key));
        return KeyLines.FoldKey(lines).State;
    }

    public IKeyReader OpenReader() => new Reader(log.Views());

    public IEnumerable<string> Keys(string prefix, string? after) =>
        log.PersistenceIds(KeyIds.Of(prefix), after is null ? null : KeyIds.Of(after)).Select(id => id[KeyIds.Prefix.Length..]);

    public IEnumerable<string> KeysInAnyOrder() => log.PersistenceIdsInAnyOrder(KeyIds.Prefix).Select(id => id[KeyIds.Prefix.Length..]);

    private sealed class Reader(LogViews views) : IKeyReader
    {
        public void Read(IReadOnlyList<string> keys, Action<int, LimitState> take)
        {
            foreach (var (number, lines) in views.Of([.. keys.Select(KeyIds.Of)]))
                take(number, Fold(keys[number], lines));
        }

        private static LimitState Fold(string key, LogView lines)
        {
            try
            {
                return KeyLines.FoldKey(lines).State;
            }
            catch (Exception e) when (e is not (FlintException or ObjectDisposedException))
            {
                throw UnreadableKeys.Failure(key, e);
            }
        }

        public void Dispose() => views.Dispose();
    }
}
