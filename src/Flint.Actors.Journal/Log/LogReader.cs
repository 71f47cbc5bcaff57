namespace Flint.Actors.Journal.Log;

/// <summary>Reads lines by their place in the index. For every thread.</summary>
internal sealed class LogReader
{
    private readonly LogIndex _index;
    private readonly LogFiles _files;

    // Made once: every read has them.
    private readonly Func<LinePosition> _writtenEnd;
    private readonly Func<LogFile, string> _nameOf;

    public LogReader(LogIndex index, LogFiles files, LogWriter writer)
    {
        (_index, _files, _writtenEnd) = (index, files, () => writer.WrittenEnd);
        _nameOf = file => file == writer.WrittenEnd.File ? LogFileNames.Log : file.ClosedName;
    }

    /// <summary>The written lines of the persistence id as they are now.</summary>
    public LogView View(string persistenceId, Pace? pace = null) => View(persistenceId, _writtenEnd(), pace);

    /// <summary>Those of them that stand before the position.</summary>
    public LogView View(string persistenceId, LinePosition before, Pace? pace = null)
    {
        var window = Window(pace);
        return new(persistenceId, _index.View(persistenceId).Before(before), window, _nameOf);
    }

    /// <summary>The same, through a window that others read through, too.</summary>
    public LogView View(string persistenceId, LinePosition before, LineWindow window) => View(persistenceId, _index.View(persistenceId).Before(before), window);

    /// <summary>These lines, through a window that others read through, too.</summary>
    public LogView View(string persistenceId, in IndexView lines, LineWindow window) => new(persistenceId, lines, window, _nameOf, isShared: true);

    /// <summary>The lines of many ids.</summary>
    public LogViews Views(Pace? pace = null) => new(this, Window(pace), _writtenEnd);

    /// <summary>Those of them that stand before the position.</summary>
    public LogViews Views(LinePosition before) => new(this, Window(pace: null), () => before);

    public IEnumerable<LogRecord> Read(string persistenceId, long from, long to, long max)
    {
        using var view = View(persistenceId);
        if (view.Slots.State is { } state && from <= state.SequenceNr)
        {
            if (to < state.SequenceNr)
                throw new StorageFailedException($"the events of {persistenceId} up to {state.SequenceNr} are folded into one state: they cannot be read up to {to} alone");
            if (max-- <= 0)
                yield break;
            yield return view.State!.Value;
        }
        foreach (var line in view.Events(from, to))
        {
            if (max-- <= 0)
                yield break;
            yield return line;
        }
    }

    public LogRecord? FindSnapshot(string persistenceId, long minSequenceNr, long maxSequenceNr, long minTime, long maxTime)
    {
        // Most keys that wake have none: no file is held for that.
        if (_index.View(persistenceId) is { State: null, Snapshots.Count: 0 })
            return null;
        using var view = View(persistenceId);
        return view.Slots.FindSnapshot(minSequenceNr, maxSequenceNr, minTime, maxTime) is { } slot ? view.Snapshot(slot) : null;
    }

    // The files first: what the index names after that stays readable.
    private LineWindow Window(Pace? pace) => new(_files.Hold(), _writtenEnd, pace);
}
