namespace Flint.Actors.Journal.Log;

/// <summary>What a line of the log says about its persistence id.</summary>
public enum RecordKind
{
    /// <summary>An event, numbered.</summary>
    Event,

    /// <summary>The events up to the number are deleted; the highest number stays known.</summary>
    EventsDeleted,

    /// <summary>A snapshot of the state after the event of that number.</summary>
    Snapshot,

    /// <summary>The snapshot of that number and time is deleted.</summary>
    SnapshotDeleted,

    /// <summary>In a snapshot: all events up to the number are folded into this state.</summary>
    State,

    /// <summary>In a snapshot: what the fold kept of the past before its state of that number.</summary>
    History,

    /// <summary>In a snapshot: the highest number ever used, where no other line tells it.</summary>
    Highest,
}
