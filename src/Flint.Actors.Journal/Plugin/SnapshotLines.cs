using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>The lines of snapshots.</summary>
internal static class SnapshotLines
{
    /// <summary>A snapshot that has no payload yet.</summary>
    public static LogRecord Saved(string persistenceId, long sequenceNr, long time) => Line(RecordKind.Snapshot, persistenceId, sequenceNr, time);

    /// <summary>The end of the snapshot of that number and time.</summary>
    public static LogRecord Deleted(string persistenceId, long sequenceNr, long time) => Line(RecordKind.SnapshotDeleted, persistenceId, sequenceNr, time);

    private static LogRecord Line(RecordKind kind, string persistenceId, long sequenceNr, long time) => new()
    {
        Kind = kind,
        PersistenceId = persistenceId,
        SequenceNr = sequenceNr,
        Time = time,
        Writer = "",
        Manifest = "",
        TypeManifest = "",
    };
}
