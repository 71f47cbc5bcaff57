using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Sleeping keys, read from the embedded log: its index says which there are, folding a key's lines says how they stand.</summary>
internal sealed class LogKeyCatalog(LogEngine log) : IKeyCatalog
{
    public bool Contains(string key) => log.Contains(KeyIds.Of(key));

    public bool HasLimit(string key)
    {
        if (!Contains(key))
            return false;
        using var lines = log.View(KeyIds.Of(key));
        return KeyLines.LeaveLimit(lines);
    }

    public LimitState Read(string key)
    {
        using var lines = log.View(KeyIds.Of(key));
        return KeyLines.FoldKey(lines).State;
    }

    public IEnumerable<string> Keys(string prefix, string? after) => log.PersistenceIds(KeyIds.Of(prefix), IdOrNull(after)).Select(id => id[KeyIds.Prefix.Length..]);

    public IEnumerable<IKeyWindow> Windows(string prefix, string? after, Func<int> atOnce) => Windows(log.Walk(KeyIds.Of(prefix), IdOrNull(after)), atOnce);

    public IEnumerable<IKeyWindow> WindowsInAnyOrder(int atOnce) => Windows(log.WalkInAnyOrder(KeyIds.Prefix), () => atOnce);

    private static string? IdOrNull(string? key) => key is null ? null : KeyIds.Of(key);

    private IEnumerable<IKeyWindow> Windows(LogWalk walk, Func<int> atOnce)
    {
        while (Next(walk, atOnce()) is { } window)
            yield return window;
    }

    // Null: there are no more.
    private LogKeyWindow? Next(LogWalk walk, int wanted)
    {
        var (views, lines) = (log.Views(), new List<LogView>());
        try
        {
            while (lines.Count < wanted && views.Next(walk, lines))
            {
            }
            if (lines.Count > 0)
                return new LogKeyWindow(views, lines);
        }
        catch
        {
            views.Dispose();
            throw;
        }
        views.Dispose();
        return null;
    }
}
