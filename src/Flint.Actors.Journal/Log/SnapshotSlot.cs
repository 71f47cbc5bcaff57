namespace Flint.Actors.Journal.Log;

/// <summary>Where a snapshot's line stands.</summary>
internal readonly record struct SnapshotSlot(long SequenceNr, long Time, LinePosition Position, int Length);
