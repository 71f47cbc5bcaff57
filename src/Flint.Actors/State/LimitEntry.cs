namespace Flint.State;

/// <summary>
/// One thing that happened to a key. A value, since a hot key gathers hundreds of them for one line of the log. Instants are UTC ticks of the limiter's clock.
/// </summary>
public readonly record struct LimitEntry
{
    private LimitEntry(EntryKind kind, long at, long cost = 0, long count = 1, long first = 0, object? detail = null) =>
        (Kind, At, Cost, Count, First, Detail) = (kind, at, cost, count, first, detail);

    /// <summary>What happened.</summary>
    public EntryKind Kind { get; }

    /// <summary>When; of a run of denials the last one.</summary>
    public long At { get; }

    /// <summary>The cost granted or denied; of a run of denials their sum.</summary>
    public long Cost { get; }

    /// <summary>How many denials the run holds; 1 for everything else.</summary>
    public long Count { get; }

    /// <summary>When a run of denials began.</summary>
    public long First { get; }

    /// <summary>The new limit, of <see cref="EntryKind.Configured"/>.</summary>
    public LimitConfig? Config => Detail as LimitConfig;

    /// <summary>The transaction, of <see cref="EntryKind.AllowAll"/>.</summary>
    public CheckAllPart? Part => Detail as CheckAllPart;

    private object? Detail { get; }

    /// <summary>The key has this limit from now on.</summary>
    public static LimitEntry Configured(long at, LimitConfig config) => new(EntryKind.Configured, at, detail: config);

    /// <summary>The cost was granted.</summary>
    public static LimitEntry Allow(long at, long cost) => new(EntryKind.Allow, at, cost);

    /// <summary>The cost is charged as part of a decided check_all.</summary>
    public static LimitEntry AllowAll(long at, long cost, CheckAllPart part) => new(EntryKind.AllowAll, at, cost, detail: part);

    /// <summary>The cost was denied.</summary>
    public static LimitEntry Deny(long at, long cost) => new(EntryKind.Deny, at, cost, first: at);

    /// <summary>A run of denials with nothing between them.</summary>
    public static LimitEntry DenyRun(long first, long last, long count, long cost) => new(EntryKind.Deny, last, cost, count, first);

    /// <summary>The quota is full again.</summary>
    public static LimitEntry Reset(long at) => new(EntryKind.Reset, at);

    /// <summary>The key has no limit any more.</summary>
    public static LimitEntry Removed(long at) => new(EntryKind.Removed, at);

    /// <summary>The run of denials that this one and a later denial make; its sum of costs is pinned at the top rather than wrapped.</summary>
    public LimitEntry JoinedBy(in LimitEntry denial) =>
        DenyRun(First, denial.At, Count + denial.Count, Cost > long.MaxValue - denial.Cost ? long.MaxValue : Cost + denial.Cost);
}
