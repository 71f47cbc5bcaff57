using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>
/// The totals of what the log held when it was opened, read once, by whoever asks first, or summed up by the first compaction, if nobody did before. The last compaction has left them in the snapshot: what stands behind that is added to them.
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

    /// <summary>What a compaction adds the keys of that time to, and gives to <see cref="Settle"/>; null where the totals have been asked for.</summary>
    public TotalsTable? BeginUnread()
    {
        lock (_gate)
            return _reading is null or { IsFaulted: true } ? Begin(log.Sum(KeyIds.Totals)) : null;
    }

    /// <summary>The part of a key's lines that was there then.</summary>
    public LogView LinesOf(LogView lines) => log.Of(lines);

    /// <summary>To be called before what the totals are read from is folded away: waits for whoever reads it.</summary>
    /// <param name="sums">What was summed up, or null.</param>
    /// <param name="closing">The log closes.</param>
    public void Settle(TotalsTable? sums, CancellationToken closing)
    {
        Task<TotalsTable> reading;
        lock (_gate)
        {
            if (_reading is null or { IsFaulted: true })
                _reading = sums is null ? Task.Run(Read) : Task.FromResult(sums);
            reading = _reading;
        }
        reading.WaitAsync(closing).GetAwaiter().GetResult();
    }

    private static TotalsTable Begin(LogRecord? folded)
    {
        var totals = new TotalsTable();
        totals.Add(KeyLines.ReadTotals(folded));
        return totals;
    }

    private TotalsTable Read()
    {
        var folded = log.Sum(KeyIds.Totals);
        var totals = Begin(folded);
        using var views = log.Views();
        var walk = log.WalkInAnyOrder(KeyIds.Prefix);
        for (var some = new List<LogView>(); views.Next(walk, some); some.Clear())
        {
            foreach (var lines in some.Where(lines => folded is null || !lines.IsFolded))
                KeyLines.FoldKey(lines, totals, isCounted: folded is not null);
        }
        return totals;
    }
}
