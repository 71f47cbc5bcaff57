namespace Flint;

/// <summary>How a data directory is: what can be told of it without changing it.</summary>
public sealed record DoctorReport
{
    /// <summary>Whether limits can be served from it: nothing is damaged and, of an open limiter, nothing has failed. What a crash left unfinished is no damage.</summary>
    public required bool Ok { get; init; }

    /// <summary>How many keys have a limit; null where damage keeps that from being known.</summary>
    public long? Limits { get; init; }

    /// <summary>How many events <see cref="ILimiter.HistoryAsync"/> tells of all keys together; null likewise.</summary>
    public long? HistoryEvents { get; init; }

    /// <summary>The used bytes of the log, in all its files.</summary>
    public required long AofBytes { get; init; }

    /// <summary>Whether there is a snapshot.</summary>
    public bool SnapshotExists => SnapshotBytes is not null;

    /// <summary>The size of the snapshot, if there is one.</summary>
    public long? SnapshotBytes { get; init; }

    /// <summary>How long ago the snapshot was written, if there is one.</summary>
    public TimeSpan? SnapshotAge { get; init; }

    /// <summary>The version of the files' format: 2, or 1 for a directory of flint-limiter 0.1 or 0.2; null where there is no log, or one of another version.</summary>
    public int? FormatVersion { get; init; }

    /// <summary>How many files the log stands in.</summary>
    public int Generations { get; init; }

    /// <summary>Whether the log was closed cleanly; null while it is open, and where there is none.</summary>
    public bool? ClosedCleanly { get; init; }

    /// <summary>When a sync of the log last succeeded; null if none was needed since it was opened, and while it is not open.</summary>
    public DateTimeOffset? LastSyncAt { get; init; }

    /// <summary>Why nothing is written any more, or null.</summary>
    public string? LastSyncError { get; init; }

    /// <summary>What a crash has left unfinished and the next opening cuts, or null.</summary>
    public UnfinishedTail? TornTail { get; init; }

    /// <summary>How many limits lie outside the bounds of <see cref="LimitRules"/>, as only older programs have accepted them.</summary>
    public long OutOfBoundsCount { get; init; }

    /// <summary>The first hundred of them, in the order of their keys.</summary>
    public IReadOnlyList<OutOfBoundsLimit> OutOfBounds { get; init; } = [];

    /// <summary>What keeps the directory from being opened, or null.</summary>
    public StorageDamage? Damage { get; init; }

    /// <summary>Who holds the directory, as far as that can be seen without taking it.</summary>
    public DirectoryHolder? HeldBy { get; init; }

    /// <summary>What else a person should know, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The end of a log that a crash has left unfinished.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record UnfinishedTail(string File, long Offset, long Bytes, string Reason);

/// <summary>A limit that is served although it could not be configured today.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rate">How much may be spent in <paramref name="Per"/>.</param>
/// <param name="Per">The period.</param>
/// <param name="Reason">Which bound it breaks.</param>
public sealed record OutOfBoundsLimit(string Key, long Rate, TimeSpan Per, string Reason);

/// <summary>Damage of a data directory.</summary>
/// <param name="File">The name of the file, where it is one.</param>
/// <param name="Line">The line in it, from 1.</param>
/// <param name="Offset">The byte offset of the damaged group.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Help">What helps.</param>
public sealed record StorageDamage(string? File, long? Line, long? Offset, string Reason, string Help)
{
    /// <summary>Place and reason, as a sentence.</summary>
    public override string ToString() => File is null ? Reason : $"{File}, line {Line}, byte {Offset}: {Reason}";
}

/// <summary>Who holds a data directory.</summary>
/// <param name="ProcessId">The process, as it announced itself.</param>
/// <param name="Url">The URL of the server, if it is one.</param>
public sealed record DirectoryHolder(int? ProcessId, string? Url);
