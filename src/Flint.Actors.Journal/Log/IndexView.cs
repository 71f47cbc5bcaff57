namespace Flint.Actors.Journal.Log;

/// <summary>Where the lines of one persistence id stood at one moment. It stays as it is while the index goes on; its files stay for whoever has pinned them before.</summary>
/// <param name="State">What everything up to its number is folded into, or null.</param>
/// <param name="History">What the fold kept of the past before that, or null.</param>
/// <param name="Events">The undeleted events, in the order of the log.</param>
/// <param name="Snapshots">The undeleted snapshots, by number.</param>
/// <param name="Highest">The highest number ever used as far as other lines do not tell it.</param>
internal readonly record struct IndexView(
    SnapshotSlot? State, SnapshotSlot? History, EventsView Events, IReadOnlyList<SnapshotSlot> Snapshots, long Highest)
{
    /// <summary>Of a persistence id that nothing is known of.</summary>
    public static IndexView Nothing { get; } = new(null, null, default, [], 0);

    /// <summary>Where the first of its lines stands, or of those that matter most.</summary>
    public LinePosition First => State?.Position ?? (Events.IsEmpty ? LinePosition.End : Events.First);

    /// <summary>The part of it that stands before the position.</summary>
    public IndexView Before(LinePosition end) => this with
    {
        Events = Events.Before(end),
        Snapshots = Snapshots.Count == 0 ? Snapshots : [.. Snapshots.Where(slot => slot.Position.CompareTo(end) < 0)],
    };

    public bool IsEmpty => State is null && History is null && Events.IsEmpty && Snapshots.Count == 0 && Highest == 0;

    /// <summary>The youngest snapshot within the bounds; the state is one too.</summary>
    public SnapshotSlot? FindSnapshot(long minSequenceNr, long maxSequenceNr, long minTime, long maxTime)
    {
        for (var i = Snapshots.Count - 1; i >= 0; i--)
        {
            if (Snapshots[i].SequenceNr < State?.SequenceNr)
                break;
            if (IsWithin(Snapshots[i]))
                return Snapshots[i];
        }
        return State is { } state && IsWithin(state) ? state : null;

        bool IsWithin(in SnapshotSlot slot) =>
            slot.SequenceNr >= minSequenceNr && slot.SequenceNr <= maxSequenceNr && slot.Time >= minTime && slot.Time <= maxTime;
    }
}
