using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Event;
using Flint.Actors.Journal.Log;

namespace Flint.Actors.Journal.Plugin;

/// <summary>
/// The logs of one actor system, one a data directory: the plugins of a directory share it, and it closes after the last of them.
/// </summary>
public sealed class FlintLogs : IExtension
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OwnedLog> _logs = [];
    private readonly Dictionary<string, string> _assigned = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILoggingAdapter _notes;
    private readonly StoppedPlugins _stopped;
    private bool _closing;

    internal FlintLogs(ExtendedActorSystem system)
    {
        _notes = Logging.GetLogger(system, nameof(FlintLogs));
        _stopped = StoppedPlugins.Watch(system);
        system.Settings.InjectTopLevelFallback(FlintConfig.Default);
        system.RegisterOnTermination(Close);
        // Akka's clock starts with the first timer, on the thread pool, and blocks whoever sets one until it runs. Many actors that recover at once, each with
        // a timer, would block the whole pool before it could: here nobody is in its way yet.
        system.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, static () => { });
    }

    /// <summary>
    /// Completes when the logs are closed and their directories unlocked, which is after the system's last actor; faults if one could not be closed cleanly.
    /// <see cref="ActorSystem.WhenTerminated"/> may complete earlier: Akka does not wait for all that is registered on termination.
    /// </summary>
    public Task Closed => _closed.Task;

    /// <summary>The logs of this system.</summary>
    public static FlintLogs For(ActorSystem system) => system.WithExtension<FlintLogs, FlintLogsProvider>();

    /// <summary>
    /// Takes over a log that was opened elsewhere, before any plugin asks for it: damage is then thrown where the log was opened, not met by a plugin.
    /// This system closes it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The system has a log of this directory already.</exception>
    public void Adopt(string dataDirectory, LogEngine log)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            if (!_logs.TryAdd(LogConfig.FullPath(dataDirectory), new OwnedLog(log)))
                throw new InvalidOperationException($"this actor system has a log in {dataDirectory} already");
        }
    }

    /// <summary>The log of the directory; opened if it is not open yet. A directory that could not be opened stays so, with the same reason, in this system.</summary>
    /// <exception cref="FlintException">It cannot be opened.</exception>
    /// <param name="config">Which one.</param>
    /// <param name="time">The clock; null: the machine's.</param>
    /// <param name="import">Reads what an older program has left there; null: that is refused.</param>
    public LogEngine Open(LogConfig config, TimeProvider? time = null, ILogImport? import = null)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            if (!_logs.TryGetValue(config.Directory, out var log))
                _logs.Add(config.Directory, log = TryOpen(config, time, import));
            log.Refusal?.Throw();
            return log.Engine!;
        }
    }

    /// <summary>Has the plugin of this id use this directory, unless its own section names one.</summary>
    /// <exception cref="InvalidOperationException">It writes to another one already.</exception>
    public void Assign(string pluginId, string dataDirectory)
    {
        lock (_gate)
        {
            var path = LogConfig.FullPath(dataDirectory);
            foreach (var (other, log) in _logs)
            {
                if (other != path && log.Appender?.Path.Name == pluginId)
                    throw new InvalidOperationException($"{pluginId} writes to {other} already, it cannot be given {path}");
            }
            _assigned[pluginId] = path;
        }
    }

    /// <summary>What <see cref="Assign"/> has given to the plugin, or null.</summary>
    internal string? AssignedTo(string pluginId)
    {
        lock (_gate)
            return _assigned.GetValueOrDefault(pluginId);
    }

    /// <summary>Has every request to the plugin answered with a failure once it has stopped.</summary>
    internal void RefuseWhenStopped(IActorRef plugin) => _stopped.Add(plugin);

    /// <summary>Makes the actor the only one that may append to the log.</summary>
    /// <exception cref="InvalidOperationException">Another journal plugin of this system has it.</exception>
    internal void Claim(LogEngine engine, IActorRef journal)
    {
        lock (_gate)
        {
            var log = Owned(engine);
            if (log.Appender is { } other && !other.Equals(journal))
                throw new InvalidOperationException($"two journal plugins over one data directory: {other.Path.Name} writes there, {journal.Path.Name} must not");
            log.Appender = journal;
        }
    }

    /// <summary>Gives up what <see cref="Claim"/> took.</summary>
    internal void Release(LogEngine engine, IActorRef journal)
    {
        lock (_gate)
        {
            var log = Owned(engine);
            if (journal.Equals(log.Appender))
                log.Appender = null;
        }
    }

    /// <summary>Compacts everything that was written to the log so far; while it runs the log goes on.</summary>
    /// <exception cref="InvalidOperationException">No journal plugin of this system writes to it.</exception>
    /// <exception cref="StorageFailedException">The log has failed or closes, or the disk refused.</exception>
    public Task<CompactionReport> CompactAsync(LogEngine engine)
    {
        var done = new TaskCompletionSource<CompactionReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef? journal;
        lock (_gate)
            journal = Owned(engine).Appender;
        if (journal is null)
            throw new InvalidOperationException("no journal plugin writes to this log");
        journal.Tell(new CompactLog(done), ActorRefs.NoSender);
        return done.Task;
    }

    /// <summary>Has compactions of the log fold it this way; where nobody says, lines are copied.</summary>
    /// <param name="engine">A log of this system.</param>
    /// <param name="newFold">Makes the fold of one compaction.</param>
    public void Fold(LogEngine engine, Func<ILogFold> newFold)
    {
        lock (_gate)
            Owned(engine).NewFold = newFold;
    }

    /// <summary>The fold of a compaction that begins now.</summary>
    internal ILogFold? NewFold(LogEngine engine)
    {
        lock (_gate)
            return Owned(engine).NewFold?.Invoke();
    }

    private OwnedLog Owned(LogEngine engine)
    {
        foreach (var log in _logs.Values)
        {
            if (ReferenceEquals(log.Engine, engine))
                return log;
        }
        throw new InvalidOperationException("the log is not one of this actor system");
    }

    private OwnedLog TryOpen(LogConfig config, TimeProvider? time, ILogImport? import)
    {
        try
        {
            return new OwnedLog(LogEngine.Open(config.Directory, config.Settings, time, import));
        }
        catch (Exception reason)
        {
            // The only place that logs it: the plugins of this directory just answer with it.
            _notes.Error(reason, "The log in {0} cannot be opened: every request to its journal and snapshot store fails.", config.Directory);
            return new OwnedLog(ExceptionDispatchInfo.Capture(reason));
        }
    }

    private void Close()
    {
        var failures = new List<Exception>();
        lock (_gate)
        {
            _closing = true;
            foreach (var log in _logs.Values)
            {
                try
                {
                    var earlier = log.Engine?.Failure;
                    log.Engine?.Dispose();
                    // One that had failed before was told then.
                    if (earlier is null && log.Engine?.Failure is { } failure)
                        failures.Add(failure);
                }
                catch (Exception failure)
                {
                    failures.Add(failure);
                }
            }
        }
        if (failures.Count == 0)
        {
            _closed.SetResult();
            return;
        }
        _closed.SetException(failures);
        _ = _closed.Task.Exception;   // observed: who cares awaits it
    }

    private sealed class OwnedLog
    {
        public OwnedLog(LogEngine engine) => Engine = engine;

        public OwnedLog(ExceptionDispatchInfo refusal) => Refusal = refusal;

        public LogEngine? Engine { get; }

        public ExceptionDispatchInfo? Refusal { get; }

        public IActorRef? Appender { get; set; }

        public Func<ILogFold>? NewFold { get; set; }
    }
}
