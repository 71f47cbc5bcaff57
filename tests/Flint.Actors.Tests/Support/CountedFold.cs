using Flint.Actors.Journal.Log;

namespace Flint.Tests.Support;

/// <summary>A fold that counts the persistence ids which it begins to fold line by line.</summary>
internal sealed class CountedFold(ILogFold fold) : ILogFold
{
    /// <summary>How many there were.</summary>
    public int Begun { get; private set; }

    public ILogSum? Sum => fold.Sum;

    public bool Folds(string persistenceId) => fold.Folds(persistenceId);

    public FoldedLines? Fold(LogView lines) => fold.Fold(lines);

    public IRunningFold? Begin(LogView lines)
    {
        var begun = fold.Begin(lines);
        Begun += begun is null ? 0 : 1;
        return begun;
    }
}
