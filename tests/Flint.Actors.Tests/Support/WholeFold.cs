using Flint.Actors.Journal.Log;

namespace Flint.Tests.Support;

/// <summary>Has every persistence id folded by itself, however many lines it has.</summary>
internal sealed class WholeFold(ILogFold fold) : ILogFold
{
    public ILogSum? Sum => fold.Sum;

    public bool Folds(string persistenceId) => fold.Folds(persistenceId);

    public FoldedLines? Fold(LogView lines) => fold.Fold(lines);
}
