namespace Flint.Actors.Journal.Log;

/// <summary>The lines of many persistence ids, one id after the other: the files are held once, and lines that are neighbours are read in one call.</summary>
public sealed class LogViews : IDisposable
{
    private readonly LogReader _reader;
    private readonly LineWindow _window;
    private readonly Func<LinePosition> _writtenEnd;

    internal LogViews(LogReader reader, LineWindow window, Func<LinePosition> writtenEnd) => (_reader, _window, _writtenEnd) = (reader, window, writtenEnd);

    /// <summary>The written lines of the persistence id as they are now; what is read of them is there until more is read of any id.</summary>
    public LogView Of(string persistenceId) => Of(persistenceId, _writtenEnd());

    /// <summary>Those of all these ids, each with its number, in the order in which their first lines stand in the files: in that order they cost least to read.</summary>
    public IEnumerable<(int Number, LogView Lines)> Of(IReadOnlyList<string> persistenceIds)
    {
        var views = new (int Number, LogView Lines)[persistenceIds.Count];
        var places = new long[views.Length];
        for (var i = 0; i < views.Length; i++)
        {
            views[i] = (i, Of(persistenceIds[i]));
            places[i] = views[i].Lines.Slots.First.Packed;
        }
        Array.Sort(places, views);
        return views;
    }

    /// <summary>Lets the files go.</summary>
    public void Dispose() => _window.Dispose();

    /// <summary>Those of them that stand before the position.</summary>
    internal LogView Of(string persistenceId, LinePosition before) => _reader.View(persistenceId, before, _window, isShared: true);
}
