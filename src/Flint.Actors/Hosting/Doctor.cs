using Flint.Actors.Journal.Log;

namespace Flint.Hosting;

/// <summary>Makes the report of a data directory of what its log shows and what it says of limits.</summary>
/// <param name="historyKeep">How many entries of a key are history.</param>
/// <param name="time">The clock.</param>
internal sealed class Doctor(int historyKeep, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>The report of a directory that somebody else may hold.</summary>
    public DoctorReport Examine(string directory, CancellationToken ct)
    {
        using var files = LogExamination.Of(directory, new LimitImport(historyKeep), time, ct);
        var report = Report(files, ct);
        return files.Imported is null
            ? report
            : report with { Notes = ["this is a directory of flint-limiter 0.1 or 0.2: opening takes it over, and keeps the originals beside it as *.v1", .. files.Imported.Notes] };
    }

    /// <summary>The report of an open log, which goes on meanwhile.</summary>
    /// <param name="log">The log.</param>
    /// <param name="failure">Why the limiter on it grants nothing any more, or null.</param>
    /// <param name="ct">Gives up.</param>
    public Task<DoctorReport> ExamineAsync(LogEngine log, Func<StorageFailedException?> failure, CancellationToken ct)
    {
        // Each reads the whole log: one after the other, on a thread of its own.
        lock (_gate)
        {
            var next = _last.ContinueWith(
                _ => Examine(log, failure, ct), ct, TaskContinuationOptions.LongRunning | TaskContinuationOptions.LazyCancellation, TaskScheduler.Default);
            _last = next;
            return next.WaitAsync(ct);
        }
    }

    private DoctorReport Examine(LogEngine log, Func<StorageFailedException?> failure, CancellationToken ct)
    {
        using var files = log.Examine(ct);
        var report = Report(files, ct);
        var cause = failure();
        return report with { Ok = report.Ok && cause is null, LastSyncAt = log.LastSyncAt, LastSyncError = cause?.Message };
    }

    private DoctorReport Report(LogExamination files, CancellationToken ct)
    {
        var found = files.Findings;
        var census = new LimitCensus(historyKeep);
        var damage = found.Damage is { } judged ? new StorageDamage(judged.File, judged.Line, judged.Offset, judged.Reason, judged.Help) : census.Count(files, ct);
        return new DoctorReport
        {
            Ok = damage is null,
            Limits = damage is null ? census.Limits : null,
            HistoryEvents = damage is null ? census.HistoryEvents : null,
            AofBytes = found.LogBytes,
            SnapshotBytes = found.SnapshotBytes,
            SnapshotAge = found.SnapshotWrittenAt is { } at ? TimeSpan.FromTicks(Math.Max(0, (time.GetUtcNow() - at).Ticks)) : null,
            FormatVersion = found.FormatVersion,
            Generations = found.Generations,
            ClosedCleanly = found.IsClean,
            TornTail = found.Torn is { } torn ? new UnfinishedTail(torn.File, torn.Offset, torn.Bytes, torn.Reason) : null,
            OutOfBoundsCount = census.OutOfBoundsCount,
            OutOfBounds = census.OutOfBounds,
            Damage = damage,
            HeldBy = found.HeldBy is { } holder ? new DirectoryHolder(holder.ProcessId, holder.Url) : null,
        };
    }
}
