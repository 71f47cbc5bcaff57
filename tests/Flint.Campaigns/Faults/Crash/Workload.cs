namespace Flint.Campaigns.Faults.Crash;

/// <summary>What a recorded life of the log is made of.</summary>
/// <param name="Name">Its name, to run it alone.</param>
/// <param name="Steps">What is done, in an order that the seed chooses.</param>
internal sealed record Workload(string Name, params Step[] Steps)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("one-key", Step.Checks) { Keys = 1, StepsALife = 10 },
        new("eight-keys", Step.Checks) { Keys = 8, LinesAtOnce = 8 },
        new("check-all", Step.CheckAll, Step.CheckAll, Step.Parts, Step.Checks),
        new("configure", Step.Checks, Step.Change, Step.Change, Step.KeySnapshot),
        new("journal", Step.Foreign, Step.Foreign, Step.Delete, Step.Snapshot, Step.DeleteSnapshot),
        new("batch", Step.Checks, Step.Checks, Step.Checks, Step.CheckAll, Step.Parts, Step.Flush) { IsBatch = true, LinesAtOnce = 3 },
        new("overlapping", Step.WritesDuringSync, Step.WritesDuringSync, Step.Checks, Step.Delete, Step.Rotate) { LinesAtOnce = 2 },
        new("slow-flush", Step.Checks, Step.WritesDuringFlush, Step.Foreign) { IsBatch = true, LinesAtOnce = 2 },
        new("rotation", Step.Checks, Step.Foreign, Step.Rotate),
        new("rotation-batch", Step.Checks, Step.Checks, Step.Rotate, Step.Flush) { IsBatch = true },
        new("compaction", Step.Checks, Step.Change, Step.Foreign, Step.Delete, Step.CheckAll, Step.Parts, Step.KeySnapshot, Step.Compact) { StepsALife = 18 },
        new("compaction-batch", Step.Checks, Step.Checks, Step.Foreign, Step.Delete, Step.Snapshot, Step.Compact, Step.Flush) { IsBatch = true, StepsALife = 18 },
        new("failed-compaction", Step.Checks, Step.Change, Step.Foreign, Step.FailedCompaction, Step.Compact),
        new("long-texts", Step.Checks, Step.Foreign, Step.Rotate) { Texts = Texts.Long, StepsALife = 5, LinesAtOnce = 2 },
        new("closing", Step.Checks, Step.Reopen, Step.Foreign, Step.Reopen) { StepsALife = 8 },
        new("again-and-again", Step.Checks, Step.Foreign, Step.CheckAll, Step.Parts) { Lives = 5, StepsALife = 4 },
        new("again-and-again-batch", Step.Checks, Step.Foreign, Step.CheckAll, Step.Parts, Step.Flush, Step.Rotate, Step.Compact) { Lives = 5, StepsALife = 5, IsBatch = true },
        new("written-ahead", Step.Checks, Step.CheckAll, Step.Parts, Step.Reopen, Step.Rotate) { RoomAhead = null, StepsALife = 8 },
        new("import", Step.Checks, Step.Compact, Step.Change) { IsImport = true, StepsALife = 4 },
        new("limiter") { IsOfLimiter = true, StepsALife = 14 },
        new("limiter-batch") { IsOfLimiter = true, IsBatch = true, StepsALife = 14 },
    ];

    /// <summary>Whether a flush in the background makes groups durable.</summary>
    public bool IsBatch { get; init; }

    /// <summary>Whether a limiter with all its actors lives it, by requests of its own choice.</summary>
    public bool IsOfLimiter { get; init; }

    /// <summary>Whether it begins with a directory of flint-limiter 0.2.</summary>
    public bool IsImport { get; init; }

    /// <summary>How often the log is opened again after a crash and goes on.</summary>
    public int Lives { get; init; } = 2;

    /// <summary>How many steps each life has.</summary>
    public int StepsALife { get; init; } = 12;

    /// <summary>How many keys there are.</summary>
    public int Keys { get; init; } = 3;

    /// <summary>How many lines a group has at most.</summary>
    public int LinesAtOnce { get; init; } = 1;

    /// <summary>What keys and payloads are like.</summary>
    public Texts Texts { get; init; }

    /// <summary>How many of the line feeds written ahead find room; null: all 256 KiB. Fewer make smaller states, and their beginning is what matters.</summary>
    public int? RoomAhead { get; init; } = 1500;
}

/// <summary>What keys and payloads are like.</summary>
internal enum Texts
{
    /// <summary>A few letters.</summary>
    Short,

    /// <summary>Keys of up to 256 bytes in several alphabets, lines of more than 4 KiB, and now and then one of more than 64 KiB.</summary>
    Long,
}

/// <summary>Something that is done to a log.</summary>
internal enum Step
{
    /// <summary>Grants and denials of some keys, in one group.</summary>
    Checks,

    /// <summary>A key is configured anew, reset or removed.</summary>
    Change,

    /// <summary>A check_all is decided.</summary>
    CheckAll,

    /// <summary>The parts of decided check_alls reach their keys.</summary>
    Parts,

    /// <summary>A key's state, or the coordinator's, is saved beside its events.</summary>
    KeySnapshot,

    /// <summary>Events of persistence ids that are none of Flint's.</summary>
    Foreign,

    /// <summary>Events of such a persistence id are deleted.</summary>
    Delete,

    /// <summary>Such a persistence id saves a snapshot, maybe in the place of one.</summary>
    Snapshot,

    /// <summary>One of its snapshots is deleted.</summary>
    DeleteSnapshot,

    /// <summary>Everything so far is synced.</summary>
    Flush,

    /// <summary>Groups are written while a flush is under way.</summary>
    WritesDuringFlush,

    /// <summary>A group is committed in <c>always</c>, and others while its sync is under way.</summary>
    WritesDuringSync,

    /// <summary>The log goes on in a new generation.</summary>
    Rotate,

    /// <summary>Everything so far is folded into a snapshot, while groups are written.</summary>
    Compact,

    /// <summary>A compaction finds no room, or a disk that fails, and the log goes on.</summary>
    FailedCompaction,

    /// <summary>The log is closed and opened again.</summary>
    Reopen,
}
