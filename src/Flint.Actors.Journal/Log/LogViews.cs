namespace Flint.Actors.Journal.Log;

/// <summary>The lines of many persistence ids, one id after the other: the files are held once, and lines that are neighbours are read in one call.</summary>
public sealed class LogViews : IDisposable
{
    private readonly LogReader _reader;
    private readonly LineWindow _window;
    private readonly Func<LinePosition> _writtenEnd;
    private LinePosition _walkedAt = LinePosition.End;

    internal LogViews(LogReader reader, LineWindow window, Func<LinePosition> writtenEnd) => (_reader, _window, _writtenEnd) = (reader, window, writtenEnd);

    /// <summary>The written lines of the persistence id as they are now; what is read of them is there until more is read of any id.</summary>
    public LogView Of(string persistenceId) => Of(persistenceId, _writtenEnd());

    /// <summary>Adds those of the ids to which the walk comes next, a few hundred at most; false once there are none.</summary>
    public bool Next(LogWalk walk, ICollection<LogView> into)
    {
        var before = _writtenEnd();
        if (before.CompareTo(_walkedAt) < 0)
            _walkedAt = before;
        if (walk.Next() is not { } ids)
            return false;
        foreach (var (id, lines) in ids)
            into.Add(_reader.View(id, lines.Before(before), _window));
        return true;
    }

    /// <summary>Whether lines were written since the walk was asked first, which <see cref="Of(string)"/> sees and what came from the walk does not.</summary>
    public bool HasGrown => _writtenEnd().CompareTo(_walkedAt) > 0;

    /// <summary>Those that are wanted, each with its number, in the order in which their first lines stand in the files: in that order they cost least to read.</summary>
    public static IEnumerable<(int Number, LogView Lines)> InOrderOfFiles(IReadOnlyList<LogView> views, Predicate<int> isWanted)
    {
        var numbers = Enumerable.Range(0, views.Count).Where(number => isWanted(number)).ToArray();
        var places = Array.ConvertAll(numbers, number => views[number].Slots.First.Packed);
        Array.Sort(places, numbers);
        foreach (var number in numbers)
            yield return (number, views[number]);
    }

    /// <summary>Lets the files go.</summary>
    public void Dispose() => _window.Dispose();

    /// <summary>Those of them that stand before the position.</summary>
    internal LogView Of(string persistenceId, LinePosition before) => _reader.View(persistenceId, before, _window);
}
