using System.Text.Json.Serialization;
using Flint.Client.Json;

namespace Flint.Client.Contracts;

/// <summary>How a data directory is.</summary>
/// <param name="Ok">Whether limits can be served from it.</param>
/// <param name="Limits">How many keys have a limit; null where damage keeps that from being known.</param>
/// <param name="HistoryEvents">How many events the histories of all keys hold; null likewise.</param>
/// <param name="AofBytes">The used bytes of the log, in all its files.</param>
/// <param name="SnapshotExists">Whether there is a snapshot.</param>
/// <param name="SnapshotBytes">Its size.</param>
/// <param name="SnapshotAgeSeconds">How long ago it was written, in whole seconds.</param>
/// <param name="FormatVersion">The version of the files' format; null where there is no log, or one of another version.</param>
/// <param name="Generations">How many files the log stands in.</param>
/// <param name="ClosedCleanly">Whether the log was closed cleanly; null while it is open, and where there is none.</param>
/// <param name="LastSyncAt">When a sync last succeeded; null if none was needed since the log was opened, or it is not open.</param>
/// <param name="LastSyncError">Why nothing is written any more, or null.</param>
/// <param name="TornTail">What a crash has left unfinished and the next opening cuts, or null.</param>
/// <param name="OutOfBoundsCount">How many limits lie outside today's bounds.</param>
/// <param name="OutOfBounds">The first hundred of them.</param>
/// <param name="Damage">What keeps the directory from being opened, or null.</param>
/// <param name="HeldBy">Who holds it, or null.</param>
/// <param name="Notes">What else a person should know.</param>
public sealed record DoctorReply(
    bool Ok,
    long? Limits,
    long? HistoryEvents,
    long AofBytes,
    bool SnapshotExists,
    long? SnapshotBytes,
    long? SnapshotAgeSeconds,
    int? FormatVersion,
    int Generations,
    bool? ClosedCleanly,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastSyncAt,
    string? LastSyncError,
    TornTailReply? TornTail,
    long OutOfBoundsCount,
    IReadOnlyList<OutOfBoundsReply> OutOfBounds,
    DamageReply? Damage,
    HolderReply? HeldBy,
    IReadOnlyList<string> Notes)
{
    /// <summary>The answer that says what <paramref name="report"/> says.</summary>
    public static DoctorReply From(DoctorReport report) => new(
        report.Ok,
        report.Limits,
        report.HistoryEvents,
        report.AofBytes,
        report.SnapshotExists,
        report.SnapshotBytes,
        (long?)report.SnapshotAge?.TotalSeconds,
        report.FormatVersion,
        report.Generations,
        report.ClosedCleanly,
        report.LastSyncAt,
        report.LastSyncError,
        report.TornTail is { } torn ? new TornTailReply(torn.File, torn.Offset, torn.Bytes, torn.Reason) : null,
        report.OutOfBoundsCount,
        [.. report.OutOfBounds.Select(limit => new OutOfBoundsReply(limit.Key, limit.Rate, Rounding.UpToMillisecond(limit.Per), limit.Reason))],
        report.Damage is { } damage ? new DamageReply(damage.File, damage.Line, damage.Offset, damage.Reason, damage.Help) : null,
        report.HeldBy is { } holder ? new HolderReply(holder.ProcessId, holder.Url) : null,
        report.Notes);

    /// <summary>What the answer says, to the precision of the wire.</summary>
    public DoctorReport ToReport() => new()
    {
        Ok = Ok,
        Limits = Limits,
        HistoryEvents = HistoryEvents,
        AofBytes = AofBytes,
        SnapshotBytes = SnapshotExists ? SnapshotBytes ?? 0 : null,
        SnapshotAge = SnapshotAgeSeconds is { } age ? TimeSpan.FromSeconds(age) : null,
        FormatVersion = FormatVersion,
        Generations = Generations,
        ClosedCleanly = ClosedCleanly,
        LastSyncAt = LastSyncAt,
        LastSyncError = LastSyncError,
        TornTail = TornTail is { } torn ? new UnfinishedTail(torn.File, torn.Offset, torn.Bytes, torn.Reason) : null,
        OutOfBoundsCount = OutOfBoundsCount,
        OutOfBounds = [.. OutOfBounds.Select(limit => new OutOfBoundsLimit(limit.Key, limit.Rate, TimeSpan.FromMilliseconds(limit.PerMillis), limit.Reason))],
        Damage = Damage is { } damage ? new StorageDamage(damage.File, damage.Line, damage.Offset, damage.Reason, damage.Help) : null,
        HeldBy = HeldBy is { } holder ? new DirectoryHolder(holder.ProcessId, holder.Url) : null,
        Notes = Notes,
    };
}

/// <summary>The end of a log that a crash has left unfinished.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record TornTailReply(string File, long Offset, long Bytes, string Reason);

/// <summary>A limit that could not be configured today.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rate">How much may be spent in a period.</param>
/// <param name="PerMillis">The period in milliseconds.</param>
/// <param name="Reason">Which bound it breaks.</param>
public sealed record OutOfBoundsReply(string Key, long Rate, long PerMillis, string Reason);

/// <summary>Damage of a data directory.</summary>
/// <param name="File">The name of the file, where it is one.</param>
/// <param name="Line">The line in it, from 1.</param>
/// <param name="Offset">The byte offset of the damaged group.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Help">What helps.</param>
public sealed record DamageReply(string? File, long? Line, long? Offset, string Reason, string Help);

/// <summary>Who holds a data directory.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Url">The URL of the server, if it is one.</param>
public sealed record HolderReply(int? ProcessId, string? Url);
