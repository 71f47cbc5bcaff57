using Flint.Actors.Journal.Log;
using Flint.Hosting;
using Flint.State;

namespace Flint.Tests.Support;

/// <summary>Folds as a version that does not know of totals.</summary>
internal sealed class FoldWithoutTotals : ILogFold
{
    private readonly LimitFold _fold = new(historyKeep: 100);

    public bool Folds(string persistenceId) => persistenceId != KeyIds.Totals && _fold.Folds(persistenceId);

    public FoldedLines? Fold(LogView lines) => _fold.Fold(lines);
}
