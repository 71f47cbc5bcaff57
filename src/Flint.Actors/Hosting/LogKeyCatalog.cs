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

    private sealed class Reader(LogViews views) : IKeyReader
    {
        public LimitState Read(string key) => KeyLines.FoldKey(views.Of(KeyIds.Of(key))).State;

        public void Dispose() => views.Dispose();
    }
}
