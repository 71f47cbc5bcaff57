using Akka.Persistence;

namespace Flint.Actors.Journal.Plugin;

/// <summary>Which snapshots are meant: inclusive bounds of number and time (UTC ticks).</summary>
internal readonly record struct SnapshotBounds(long MinSequenceNr, long MaxSequenceNr, long MinTime, long MaxTime)
{
    /// <summary>What matches the criteria and is not above that number.</summary>
    public static SnapshotBounds Of(SnapshotSelectionCriteria criteria, long toSequenceNr = long.MaxValue) => new(
        criteria.MinSequenceNr,
        Math.Min(criteria.MaxSequenceNr, toSequenceNr),
        (criteria.MinTimestamp ?? DateTime.MinValue).Ticks,
        criteria.MaxTimeStamp.Ticks);

    /// <summary>The snapshot of that number, unless it is younger than the time given; no time given (<see cref="DateTime.MinValue"/>): whatever its time.</summary>
    public static SnapshotBounds Of(SnapshotMetadata metadata) => new(
        metadata.SequenceNr,
        metadata.SequenceNr,
        DateTime.MinValue.Ticks,
        metadata.Timestamp == DateTime.MinValue ? DateTime.MaxValue.Ticks : metadata.Timestamp.Ticks);

    /// <summary>Whether a snapshot is meant.</summary>
    public bool Contain(long sequenceNr, long time) =>
        sequenceNr >= MinSequenceNr && sequenceNr <= MaxSequenceNr && time >= MinTime && time <= MaxTime;
}
