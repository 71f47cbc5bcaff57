using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>
/// The totals of what the log held when it was opened, read once, by whoever asks first. The last compaction has left them in the snapshot: what stands behind that is added to them.
/// A snapshot that says nothing of them is summed up whole.
/// </summary>
internal sealed class OpeningTotals(LogAsOpened log)
{
    private readonly Lock _gate = new();
    private Task<TotalsTable>? _reading;

    /// <summary>The sums. Nobody adds to them.</summary>
    public Task<TotalsTable> ReadAsync()
    {
        lock (_gate)
        {
            if (_reading is null or { IsFaulted: true })
                _reading = Task.Run(Read);
            return _reading;
        }
    }

    private TotalsTable Read()
    {
        var totals = new TotalsTable();
        var folded = log.Sum(KeyIds.Totals);
        totals.Add(KeyLines.ReadTotals(folded));
        using var views = log.Views();
        var walk = log.WalkInAnyOrder(KeyIds.Prefix);
        for (var some = new List<LogView>(); views.Next(walk, some); some.Clear())
        {
            foreach (var lines in some.Where(lines => folded is null || !lines.IsFolded))
                Follow(lines, totals, isCounted: folded is not null);
        }
        return totals;
    }

    private static void Follow(LogView lines, TotalsTable totals, bool isCounted)
    {
        try
        {
            KeyLines.FoldKey(lines, totals, isCounted);
        }
        catch (Exception e) when (e is not (FlintException or ObjectDisposedException))
        {
            throw UnreadableKeys.Failure(lines.PersistenceId[KeyIds.Prefix.Length..], e);
        }
    }
}
