using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>
/// How compaction folds Flint's own lines: a key into its state and its newest entries, the coordinator into its open decisions, the templates into those that hold, and all keys into the totals.
/// </summary>
/// <param name="historyKeep">How many entries of a key stay readable.</param>
/// <param name="opening">What it is read from is folded away: where nobody has read it, it is summed up on the way.</param>
internal sealed class LimitFold(int historyKeep, OpeningTotals? opening = null) : ILogFold
{
    private readonly TotalsFold _totals = new(opening);

    // Known before the first key is folded: its persistence id stands in front of theirs.
    private long _lowWater;

    public ILogSum Sum => _totals;

    public bool Folds(string persistenceId) => persistenceId is KeyIds.CheckAll or KeyIds.Templates || persistenceId.StartsWith(KeyIds.Prefix, StringComparison.Ordinal);

    public FoldedLines? Fold(LogView lines) => lines.PersistenceId switch
    {
        KeyIds.CheckAll => FoldCheckAll(lines),
        KeyIds.Templates => FoldTemplates(lines),
        _ => Left(lines, _totals.FoldKey(lines)),
    };

    // Those two have few lines, or need what is known only once all keys are folded.
    public IRunningFold? Begin(LogView lines) => lines.PersistenceId is KeyIds.CheckAll or KeyIds.Templates ? null : new RunningKeyFold(lines, _totals.BeginKey(lines), new PassedHistory(lines, historyKeep), Left);

    private FoldedLines FoldCheckAll(LogView lines)
    {
        var (state, number) = KeyLines.FoldCheckAll(lines);
        _lowWater = state.LowWater;
        return new FoldedLines(KeyLines.Line(RecordKind.State, lines.PersistenceId, number, state.Open.Count > 0 ? state.Open[^1].At : 0, state), null);
    }

    // Their persistence id stands behind those of all keys: what was removed before the compaction before, and nobody has, need not be known any more. (What was removed since, a key may have
    // taken that has not recorded it yet.)
    private FoldedLines FoldTemplates(LogView lines)
    {
        var earlier = KeyLines.TemplatesBefore(lines).Removed;
        var (state, number) = KeyLines.FoldTemplates(lines);
        state = state with { Removed = [.. state.Removed.Where(pattern => !earlier.Contains(pattern) || _totals.HasLimits(pattern))] };
        return new FoldedLines(KeyLines.Line(RecordKind.State, lines.PersistenceId, number, state.LastAt, state), null);
    }

    private FoldedLines? Left(LogView lines, (LimitState State, long SequenceNr) folded, PassedHistory? passed = null)
    {
        var (state, number) = folded;
        // Nobody can be driven to charge it any more: nothing about a removed key has to be known.
        if (state.Config is null && state.Transactions.Highest <= _lowWater)
            return null;
        var history = KeyLines.History(lines, state, historyKeep, passed);
        return new FoldedLines(
            KeyLines.Line(RecordKind.State, lines.PersistenceId, number, state.LastAt, new LimitSnapshot(state)),
            history.Length == 0 ? null : KeyLines.Line(RecordKind.History, lines.PersistenceId, number, 0, new LimitEvents(history)));
    }
}
