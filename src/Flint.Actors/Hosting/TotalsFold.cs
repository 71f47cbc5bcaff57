using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>Carries the totals from one snapshot into the next: what compaction before has left of them, and what has become of the keys it folds.</summary>
/// <param name="opening">What it is read from is folded away: where nobody has read it, it is summed up on the way.</param>
internal sealed class TotalsFold(OpeningTotals? opening) : ILogSum
{
    private readonly TotalsTable _totals = new();
    private TotalsTable? _asOpened;
    private CancellationToken _closing;
    private bool _isCounted;

    public string PersistenceId => KeyIds.Totals;

    public void Begin(LogRecord? earlier, CancellationToken closing)
    {
        _totals.Add(KeyLines.ReadTotals(earlier));
        (_isCounted, _closing) = (earlier is not null, closing);
        _asOpened = opening?.BeginUnread();
    }

    /// <summary>The state that the lines of a key fold to, and the number of the last.</summary>
    public (LimitState State, long SequenceNr) FoldKey(LogView lines) => KeyLines.FoldKey(lines, _totals, _isCounted, EarlierOf(lines));

    /// <summary>The same, to which its events are still to be brought.</summary>
    public LineFold BeginKey(LogView lines) => KeyLines.BeginKey(lines, _totals, _isCounted, EarlierOf(lines));

    /// <summary>Whether a key that was folded, or stays as an earlier compaction has left it, has its limit from the template of that pattern.</summary>
    public bool HasLimits(string template) => _totals.HasLimits(template);

    public LogRecord End(long covered)
    {
        opening?.Settle(_asOpened, _closing);
        return KeyLines.Line(RecordKind.State, PersistenceId, covered, 0, _totals.ToSnapshot());
    }

    private EarlierTotals? EarlierOf(LogView lines) => _asOpened is null ? null : new EarlierTotals(opening!.LinesOf(lines), _asOpened);
}
