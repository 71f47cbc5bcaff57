namespace Flint.Actors.Journal.Log;

/// <summary>Goes over the events of a persistence id, one by one.</summary>
internal struct EventCursor
{
    private readonly EventsView _events;
    private EventSlot[] _slots = [];
    private int _run = -1;
    private int _at;
    private int _count;

    /// <summary>Begins with the first.</summary>
    public EventCursor(in EventsView events)
    {
        _events = events;
        Next();
    }

    /// <summary>Whether there is another.</summary>
    public readonly bool IsThere => _at < _count;

    /// <summary>That one.</summary>
    public readonly ref readonly EventSlot Current => ref _slots[_at];

    /// <summary>Goes on to the next.</summary>
    public void Next()
    {
        for (_at++; _at >= _count && ++_run < _events.Runs; _at = 0)
            _count = _events.Read(_run, ref _slots);
    }
}
