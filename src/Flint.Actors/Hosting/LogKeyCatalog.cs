using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Sleeping keys, read from the embedded log: its index says which there are, folding a key's lines says how they stand.</summary>
/// <param name="log">The log.</param>
/// <param name="hasSnapshots">Whether it holds the snapshots, too.</param>
internal sealed class LogKeyCatalog(LogEngine log, bool hasSnapshots) : IKeyCatalog
{
    // A page: some twenty lines.
    private const int Short = 4096;

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

    public (LimitState State, long SequenceNr)? ReadIfShort(string key)
    {
        var id = KeyIds.Of(key);
        var last = log.HighestSequenceNr(id);
        if (last == 0 && !hasSnapshots)
            return null;
        // The numbers differ where a snapshot has outlived the events of a key that was removed, and where lines are gathered, which have no readers yet.
        using var lines = log.View(id);
        return lines.IsShort(Short) && KeyLines.FoldKey(lines) is var folded && folded.SequenceNr == last ? folded : null;
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
