using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.State;

namespace Flint.Hosting;

/// <summary>The fold of a key with many lines, beside those of others.</summary>
/// <param name="lines">Its lines.</param>
/// <param name="key">Folds them.</param>
/// <param name="history">Looks at what passes by.</param>
/// <param name="left">What is left of a key whose lines fold to that.</param>
internal sealed class RunningKeyFold(
    LogView lines, LineFold key, PassedHistory history, Func<LogView, (LimitState State, long SequenceNr), PassedHistory?, FoldedLines?> left) : IRunningFold
{
    public void Take(in LogRecord line)
    {
        try
        {
            key.Take(line);
            history.Take(line.SequenceNr, key.Last);
        }
        catch (Exception e) when (KeyLines.IsOfLines(e))
        {
            throw UnreadableKeys.Failure(KeyLines.KeyOf(lines), e);
        }
    }

    public FoldedLines? End()
    {
        try
        {
            return left(lines, key.End(), history);
        }
        catch (Exception e) when (KeyLines.IsOfLines(e))
        {
            throw UnreadableKeys.Failure(KeyLines.KeyOf(lines), e);
        }
    }
}
