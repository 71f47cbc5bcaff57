using Flint.Actors.Journal.Format;

namespace Flint.Actors.Journal.Log;

/// <summary>
/// The folds of the persistence ids that have most events, side by side, while the log is gone through once. The lines of busy ids stand between each other's: folded one after the other,
/// each would read the others' once more.
/// </summary>
internal sealed class RunningFolds : ILineFeed, IDisposable
{
    // So many states are in memory at once.
    private const int Most = 1024;

    // They look at no pace: where writes begin meanwhile, what waits has to be soon done.
    private const int MostWaiting = 512 * 1024;

    // By the code of their ids in the index; of two that share a code, the second is folded as all others are.
    private readonly Dictionary<ulong, RunningId> _byCode = [];
    private readonly Lots<RunningLines> _lots;
    private readonly LogIndex _index;

    private RunningFolds(LogIndex index, Pace pace) => (_index, _lots) = (index, new Lots<RunningLines>(static lot => lot.Fold(), MostWaiting, pace));

    /// <summary>Begins them.</summary>
    /// <param name="fold">Of which.</param>
    /// <param name="index">Knows the lines.</param>
    /// <param name="views">Reads them, until all have ended.</param>
    /// <param name="end">What stands before is folded.</param>
    /// <param name="pace">Rests in between.</param>
    public static RunningFolds Begin(ILogFold fold, LogIndex index, LogViews views, LinePosition end, Pace pace)
    {
        var folds = new RunningFolds(index, pace);
        foreach (var id in index.Busiest(Most, fold.Folds, pace))
        {
            pace.Rest();
            if (views.Of(id, end) is var lines && IsWhole(lines.Slots) && fold.Begin(lines) is { } running)
                folds.Add(id, new RunningId(lines, running));
        }
        return folds;
    }

    /// <inheritdoc/>
    public void Take(GroupScanner group, LogFile file, string name)
    {
        for (var i = 0; i < group.LineCount && _byCode.Count > 0; i++)
        {
            var line = group.LineAt(i, out var offset);
            if (LineDecoder.TryDecodeHead(line, out var head) && IdBytes.TryOfRaw(head.PersistenceId.Of(line), out var id) && _byCode.TryGetValue(_index.CodeOf(id), out var running))
                _lots.ToFill().Add(running, line, new LinePosition(file, offset));
        }
    }

    /// <summary>Returns once every line that was taken is folded.</summary>
    public void Finish() => _lots.Finish();

    /// <summary>Nothing is brought to any of them any more.</summary>
    public void Dispose() => _lots.Dispose();

    /// <summary>Ends the fold of the persistence id; false if it is none of them.</summary>
    public bool TryEnd(string persistenceId, out FoldedLines? folded)
    {
        folded = null;
        using var id = new IdBytes(persistenceId, stackalloc byte[IdBytes.Room]);
        if (!_byCode.TryGetValue(_index.CodeOf(id.Bytes), out var running) || !running.Is(id.Bytes))
            return false;
        folded = running.End();
        return true;
    }

    private void Add(string persistenceId, RunningId running)
    {
        using var id = new IdBytes(persistenceId, stackalloc byte[IdBytes.Room]);
        _byCode.TryAdd(_index.CodeOf(id.Bytes), running);
    }

    // Events that stand in a snapshot were copied by somebody who folds nothing; those that are deleted are in no state.
    private static bool IsWhole(in IndexView lines) => !lines.Events.IsEmpty && !lines.Events.First.File.IsSnapshot && lines.Highest <= (lines.State?.SequenceNr ?? 0);
}
