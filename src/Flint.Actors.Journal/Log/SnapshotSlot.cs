namespace Flint.Actors.Journal.Log;

/// <summary>Where the line of a snapshot, a state or a history stands.</summary>
internal readonly record struct SnapshotSlot(long SequenceNr, long Time, LinePosition Position, int Length)
{
    public EventSlot ToEventSlot() => new(SequenceNr, Position, Length);
}
