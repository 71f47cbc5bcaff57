namespace Flint.Actors.Journal.Log;

/// <summary>What a compaction did.</summary>
/// <param name="Covered">All generations up to this one are in the snapshot now.</param>
/// <param name="LogBytes">The used bytes of the generations it took the place of.</param>
/// <param name="SnapshotBytes">The size of the snapshot.</param>
public sealed record CompactionReport(long Covered, long LogBytes, long SnapshotBytes);
