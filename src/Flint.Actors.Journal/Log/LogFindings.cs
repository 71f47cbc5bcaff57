namespace Flint.Actors.Journal.Log;

/// <summary>How the files of a log were found by somebody who changed nothing.</summary>
public sealed record LogFindings
{
    /// <summary>The version of the format: 2, or 1 for what an older program left; null where there is no log yet, or it is of a version that is not read.</summary>
    public int? FormatVersion { get; init; }

    /// <summary>How many files the log stands in.</summary>
    public int Generations { get; init; }

    /// <summary>The used bytes of the log, in all its generations.</summary>
    public long LogBytes { get; init; }

    /// <summary>The size of the snapshot; null if there is none.</summary>
    public long? SnapshotBytes { get; init; }

    /// <summary>When the snapshot was written.</summary>
    public DateTimeOffset? SnapshotWrittenAt { get; init; }

    /// <summary>Whether the log was closed cleanly; null while somebody writes it.</summary>
    public bool? IsClean { get; init; }

    /// <summary>What the next opening will cut, or null. Not looked for while somebody writes the log: it may be a group that is just being written.</summary>
    public UncutTail? Torn { get; init; }

    /// <summary>Why the log cannot be opened, or null if it can.</summary>
    public LogDamage? Damage { get; init; }

    /// <summary>Who holds the directory, as far as that can be seen without taking it.</summary>
    public LogHolder? HeldBy { get; init; }
}

/// <summary>The end of a log that a crash has left unfinished.</summary>
/// <param name="File">Where it stands.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record UncutTail(string File, long Offset, long Bytes, string Reason);

/// <summary>Who holds a directory.</summary>
/// <param name="ProcessId">The process, as it announced itself.</param>
/// <param name="Url">Where it serves, if it does.</param>
public sealed record LogHolder(int? ProcessId, string? Url);
