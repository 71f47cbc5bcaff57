namespace Flint.Actors.Journal.Log;

/// <summary>What an open log held when it was opened. To be asked until the first compaction since then folds it away.</summary>
public sealed class LogAsOpened
{
    private readonly LogIndex _index;
    private readonly LogReader _reader;
    private readonly LinePosition _end;
    private readonly long _covered;

    internal LogAsOpened(LogIndex index, LogReader reader, LinePosition end, long covered) => (_index, _reader, _end, _covered) = (index, reader, end, covered);

    /// <summary>The lines of many persistence ids, one after the other.</summary>
    public LogViews Views() => _reader.Views(_end);

    /// <summary>Those of the lines that stood there then; to be read while nothing else is read of them.</summary>
    public LogView Of(LogView lines) => lines.Before(_end);

    /// <summary>What the snapshot says for the sum, or null where there is nothing that holds.</summary>
    public LogRecord? Sum(string persistenceId)
    {
        using var lines = _reader.View(persistenceId, _end);
        return SumIn(lines, _covered);
    }

    /// <summary>Every persistence id with the prefix, in whatever order costs least. Such as came later may be among them: nothing is seen of them.</summary>
    public LogWalk WalkInAnyOrder(string prefix) => _index.WalkInAnyOrder(prefix);

    /// <summary>The line of a sum that holds in the snapshot which covers that generation, or null.</summary>
    internal static LogRecord? SumIn(LogView lines, long covered) => lines.State is { } state && state.SequenceNr == covered ? state : null;
}
