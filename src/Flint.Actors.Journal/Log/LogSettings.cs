using System.Diagnostics.Metrics;

namespace Flint.Actors.Journal.Log;

/// <summary>When the log syncs, when it asks to be compacted, and where it shows what it does.</summary>
/// <param name="IsBatch">Whether a background flush makes groups durable; else each group is synced before it counts as done.</param>
/// <param name="FlushEveryEvents">In batch: how many waiting events start a flush.</param>
/// <param name="FlushEvery">In batch: how long after the first waiting event a flush starts.</param>
/// <param name="Compaction">When compaction is due; null: only when it is asked for.</param>
public sealed record LogSettings(bool IsBatch, int FlushEveryEvents, TimeSpan FlushEvery, CompactionSettings? Compaction = null)
{
    /// <summary>Whose meter <c>Flint.Actors</c> the log shows itself in; null: one of its own.</summary>
    public IMeterFactory? Meters { get; init; }
}

/// <summary>When a log has grown enough to be compacted by itself.</summary>
/// <param name="GrowthPercent">How large the log must be, in percent of the snapshot; 0: only when it is asked for.</param>
/// <param name="MinSize">How large it must be at least, in bytes.</param>
public sealed record CompactionSettings(int GrowthPercent, long MinSize)
{
    // However small they are: every start after a crash adds one, and each is a file to open.
    private const int MostGenerations = 8;

    /// <summary>Whether a log of that size beside that snapshot is due.</summary>
    public bool IsDue(long logBytes, long snapshotBytes, int generations) => GrowthPercent > 0
        && (generations >= MostGenerations || (logBytes >= MinSize && logBytes >= (Int128)snapshotBytes * GrowthPercent / 100));
}
