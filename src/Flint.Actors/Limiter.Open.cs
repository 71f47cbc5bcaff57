using Akka.Actor;
using Akka.Configuration;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;
using Flint.Hosting;

namespace Flint;

/// <content>Opening a directory.</content>
public sealed partial class Limiter
{
    /// <summary>Opens the limiter of a directory, <c>.flint</c> unless named; creates it if it is missing.</summary>
    /// <exception cref="DataDirectoryLockedException">Another limiter holds the directory.</exception>
    /// <exception cref="CorruptStorageException">It holds what no crash can have caused.</exception>
    /// <exception cref="UnsupportedFormatException">It is of a format this version cannot read.</exception>
    /// <exception cref="StorageFailedException">It cannot be read or written.</exception>
    public static ValueTask<Limiter> OpenAsync(string? dataDirectory = null, CancellationToken ct = default) =>
        OpenAsync(new LimiterOptions { DataDirectory = dataDirectory }, ct);

    /// <inheritdoc cref="OpenAsync(string, CancellationToken)"/>
    public static ValueTask<Limiter> OpenAsync(LimiterOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ValueTask<Limiter>(OnThreadOfItsOwn(() => Open(options), ct));
    }

    /// <summary>As <see cref="OpenAsync(LimiterOptions, CancellationToken)"/>, on this thread; over a log that is opened, and on a system that is started, in another way, if any is given.</summary>
    internal static Limiter Open(LimiterOptions options, Func<LogConfig, TimeProvider, ILogImport, LogEngine>? openLog = null, Func<ActorSystem>? startSystem = null)
    {
        startSystem ??= static () => ActorSystem.Create("flint", SystemConfig.Embedded);
        openLog ??= static (log, time, import) => LogEngine.Open(log.Directory, log.Settings, time, import);
        var config = LimiterConfig.Read(options, Config.Empty);
        // Akka starts while the log is read. Without a Setup: for one, it would read the process's own configuration file too.
        var starting = OnThreadOfItsOwn(startSystem, CancellationToken.None);
        LogEngine? log = null;
        try
        {
            log = config.Log is null ? null : openLog(config.Log, config.Time, new LimitImport(config.Limits.HistoryKeep));
            var system = starting.GetAwaiter().GetResult();
            if (log is not null)
                FlintLogs.For(system).Adopt(config.Log!.Directory, log);
            var limiter = FlintLimits.Start(system, options).Limiter;
            limiter._ownedSystem = system;
            return limiter;
        }
        catch
        {
            log?.Dispose();
            End(starting); // however often somebody tries to open what cannot be opened, he leaves nothing behind
            throw;
        }
    }

    // Opening reads files, and a starting system waits for its first actors, which run on the pool: were all threads of the pool to wait for them, nobody would.
    private static Task<T> OnThreadOfItsOwn<T>(Func<T> work, CancellationToken ct) =>
        Task.Factory.StartNew(work, ct, TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);

    private static void End(Task<ActorSystem> starting)
    {
        ((IAsyncResult)starting).AsyncWaitHandle.WaitOne();
        if (starting.IsCompletedSuccessfully)
            starting.Result.Terminate();
    }
}
