namespace Flint.Actors.Journal.Format;

/// <summary>The kinds of lines, in the order of the log's record kinds.</summary>
internal enum LineKind
{
    /// <summary><c>{"pid","seq",["writer",]"serializer","type",["manifest",]"event"|"data"}</c></summary>
    Event,

    /// <summary><c>{"pid","deleted_to"}</c></summary>
    EventsDeleted,

    /// <summary><c>{"pid","seq","at","serializer","type","snapshot"|"data"}</c></summary>
    Snapshot,

    /// <summary><c>{"pid","snapshot_deleted","at"}</c></summary>
    SnapshotDeleted,

    /// <summary>In a snapshot: <c>{"pid","state","at","serializer","type","snapshot"|"data"}</c></summary>
    State,

    /// <summary>In a snapshot: <c>{"pid","history","serializer","type","event"|"data"}</c></summary>
    History,

    /// <summary>In a snapshot: <c>{"pid","highest"}</c></summary>
    Highest,
}
