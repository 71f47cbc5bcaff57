namespace Flint.Actors.Journal.Log;

/// <summary>The fold of one persistence id that is brought its events one by one, while others are brought theirs.</summary>
public interface IRunningFold
{
    /// <summary>Folds the next event, on whatever thread.</summary>
    /// <param name="line">There until the next is brought.</param>
    void Take(in LogRecord line);

    /// <summary>All events were brought: what is left of the persistence id, as <see cref="ILogFold.Fold"/> says it.</summary>
    FoldedLines? End();
}
