using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Carries the totals from one snapshot into the next: what compaction before has left of them, and what has become of the keys it folds.</summary>
/// <param name="opening">Is read before what it reads is folded away.</param>
internal sealed class TotalsFold(OpeningTotals? opening) : ILogSum
{
    private readonly TotalsTable _totals = new();
    private bool _isCounted;

    public string PersistenceId => KeyIds.Totals;

    public void Begin(LogRecord? earlier, CancellationToken closing)
    {
        _totals.Add(KeyLines.ReadTotals(earlier));
        _isCounted = earlier is not null;
        opening?.ReadAsync().WaitAsync(closing).GetAwaiter().GetResult();
    }

    /// <summary>The state that the lines of a key fold to, and the number of the last.</summary>
    public (LimitState State, long SequenceNr) FoldKey(LogView lines) => KeyLines.FoldKey(lines, _totals, _isCounted);

    public LogRecord End(long covered) => KeyLines.Line(RecordKind.State, PersistenceId, covered, 0, _totals.ToSnapshot());
}
