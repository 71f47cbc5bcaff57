using System.Diagnostics.Metrics;

namespace Flint;

/// <summary>How to open a limiter. What is null stays as <c>flint.conf</c> says.</summary>
public sealed record LimiterOptions
{
    /// <summary>The directory of the log; created if it is missing.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>When a grant counts as done.</summary>
    public SyncMode? Sync { get; set; }

    /// <summary>How long denials, and parts of a decided check_all, may wait for the log.</summary>
    public TimeSpan? RecordWithin { get; set; }

    /// <summary>After which a request that has no answer is failed.</summary>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>After how many log lines of a key its state is saved beside them.</summary>
    public int? SnapshotEvery { get; set; }

    /// <summary>How many events of a key <see cref="ILimiter.HistoryAsync"/> goes back; 0 for none.</summary>
    public int? HistoryKeep { get; set; }

    /// <summary>How large the log must be, in percent of the snapshot, to be compacted by itself; 0: only when asked.</summary>
    public int? CompactGrowthPercent { get; set; }

    /// <summary>How large the log must be at least to be compacted by itself, in bytes.</summary>
    public long? CompactMinSize { get; set; }

    /// <summary>After which a key that nobody uses sleeps: its state stands in the log alone, and the next check wakes it.</summary>
    public TimeSpan? PassivateAfter { get; set; }

    /// <summary>How many keys are awake at most; the least recently used sleep first. Keys that are busy stay awake beyond it.</summary>
    public int? MaxResident { get; set; }

    /// <summary>How many requests may wait for an answer; further ones fail at once with <see cref="LimiterOverloadedException"/>.</summary>
    public int? MaxWaiting { get; set; }

    /// <summary>The id of the journal that the limiter's actors write to, such as <c>akka.persistence.journal.flint</c>; the system's default journal is left alone.</summary>
    public string? JournalPlugin { get; set; }

    /// <summary>The id of the snapshot store that the limiter's actors write to.</summary>
    public string? SnapshotPlugin { get; set; }

    /// <summary>Whose meter <c>Flint.Actors</c> shows what the limiter does; null: one of its own. In a service container it is the container's unless it is set.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The clock and its timers; null: the machine's.</summary>
    public TimeProvider? TimeProvider { get; set; }
}
