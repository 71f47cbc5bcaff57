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
}
