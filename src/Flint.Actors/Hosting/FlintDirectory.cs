using Akka.Configuration;
using Flint.Actors.Journal.Log;
using Flint.Hosting;

namespace Flint;

/// <summary>A data directory without a limiter on it.</summary>
public static class FlintDirectory
{
    /// <summary>
    /// Looks at a directory that is there, <c>.flint</c> unless named, whoever may hold it, and tells how it is. It changes nothing, makes nothing and takes no lock; what a running limiter is
    /// just writing is not judged. Its memory is that of an open limiter whose keys sleep.
    /// </summary>
    /// <exception cref="StorageFailedException">It cannot be read, or is not there.</exception>
    public static ValueTask<DoctorReport> ExamineAsync(string? dataDirectory = null, CancellationToken ct = default) =>
        ExamineAsync(new LimiterOptions { DataDirectory = dataDirectory }, ct);

    /// <inheritdoc cref="ExamineAsync(string, CancellationToken)"/>
    public static ValueTask<DoctorReport> ExamineAsync(LimiterOptions options, CancellationToken ct = default)
    {
        var config = Read(options);
        return new ValueTask<DoctorReport>(Task.Run(() => new Doctor(config.Limits.HistoryKeep, config.Time).Examine(config.Log!.Directory, ct), ct));
    }

    /// <summary>
    /// Cuts what a crash has left unfinished at the end of the log, as opening the limiter would: the bytes are copied to <c>flint.aof.torn-n</c> before. Where there is nothing to cut the
    /// directory is left as it is: nothing is taken over or made.
    /// </summary>
    /// <returns>What was found and done; null: there was nothing to cut.</returns>
    /// <exception cref="DataDirectoryLockedException">A limiter holds the directory.</exception>
    /// <exception cref="StorageFailedException">It cannot be read or written.</exception>
    public static ValueTask<OpeningReport?> CutTornTailAsync(LimiterOptions options, CancellationToken ct = default)
    {
        var config = Read(options);
        return new ValueTask<OpeningReport?>(Task.Run(() => CutTornTail(config, ct), ct));
    }

    private static OpeningReport? CutTornTail(LimiterConfig config, CancellationToken ct)
    {
        using (var files = LogExamination.Of(config.Log!.Directory, import: null, config.Time, ct))
        {
            if (files.Findings.Torn is null)
                return null;
        }
        // To open is to cut: there is one piece of code that decides what goes.
        using var log = LogEngine.Open(config.Log.Directory, config.Log.Settings, config.Time);
        return log.Opening;
    }

    private static LimiterConfig Read(LimiterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var config = LimiterConfig.Read(options, Config.Empty);
        return config.Log is null ? throw new NotSupportedException($"only a directory of Flint's own log can be looked at, not {config.Limits.JournalPlugin}") : config;
    }
}
