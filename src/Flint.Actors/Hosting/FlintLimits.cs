using System.Diagnostics.Metrics;
using Akka;
using Akka.Actor;
using Akka.DependencyInjection;
using Akka.Event;
using Flint.Actors;
using Flint.Actors.Journal.Log;
using Flint.Actors.Journal.Plugin;
using Flint.Hosting;
using Flint.Messages;

namespace Flint;

/// <summary>
/// The limits of one actor system: <see cref="Ref"/> takes <see cref="Check"/> and the other messages, <see cref="Limiter"/> is the same for code without actors.
/// Also the key of <see cref="Ref"/> in Akka.Hosting's registry. The system's default journal is left alone.
/// </summary>
public sealed class FlintLimits : IExtension
{
    private readonly LimitSettings _settings;
    private readonly LogEngine? _log;
    private StorageFailedException? _failure;

    private FlintLimits(ExtendedActorSystem system, LimiterOptions options)
    {
        System = system;
        var logs = FlintLogs.For(system);
        var config = LimiterConfig.Read(options, system.Settings.Config);
        SystemConfig.Inject(system, config);
        _settings = config.Limits;
        var log = _log = config.Log is null ? null : logs.Open(config.Log, config.Time, new LimitImport(config.Limits.HistoryKeep));
        var totals = log is null ? null : new OpeningTotals(log.AsOpened);
        if (log is not null)
            logs.Fold(log, () => new LimitFold(config.Limits.HistoryKeep, totals));

        foreach (var note in log?.Opening.Notes() ?? [])
            system.Log.Warning("{0}", note);

        var clock = new LimiterClock(config.Time, log?.NewestTime ?? 0);
        var catalog = log is null ? null : new LogKeyCatalog(log, config.HasSnapshots);
        var history = log is null ? null : new LogKeyHistory(log);
        var routes = new LimitRoutes();
        var context = new LimiterContext(config.Limits, clock, config.Time, catalog, history);
        var watch = new CheckWatch(options.MeterFactory, context);
        UndeliveredRequests.Watch(system, () => Failure, context.Unreadable, routes);
        var entrance = new Entrance(context, watch, system.Provider);
        var directory = system.ActorOf(LimitDirectory.Props(context, routes, entrance, cause => _failure ??= cause), "flint");
        Ref = new LimitsRef((InternalActorRefBase)directory, routes, entrance);
        log?.OnFailure(cause => Ref.Tell(new StorageFailed(cause), ActorRefs.NoSender));
        Limiter = new Limiter(this, log, totals, context, routes, watch);
        system.RegisterOnTermination(Limiter.Forsake);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "flint-drain", async () =>
        {
            await StopAsync().ConfigureAwait(false);
            return Done.Instance;
        });
    }

    /// <summary>Where requests are sent: <c>await limits.Ref.Ask&lt;CheckResult&gt;(new Check("api:user-42", 1))</c>.</summary>
    public IActorRef Ref { get; }

    /// <summary>The same limits without actors. Disposing it stops them; the log closes, and its lock is released, when the system terminates.</summary>
    public Limiter Limiter { get; }

    /// <summary>Why nothing is granted any more, or null while all is sound.</summary>
    public StorageFailedException? Failure => _failure ?? _log?.Failure;

    /// <summary>The system.</summary>
    internal ActorSystem System { get; }

    /// <summary>Starts the limits of a system, once.</summary>
    /// <param name="system">Any actor system; plugins that it does not configure get the defaults of <c>flint.conf</c>.</param>
    /// <param name="options">What differs from the defaults.</param>
    /// <exception cref="InvalidOperationException">The system has limits already.</exception>
    /// <exception cref="FlintException">The data directory is locked, damaged, of another format or cannot be written; in this system it stays so.</exception>
    public static FlintLimits Start(ActorSystem system, LimiterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (system.TryGetExtension<FlintLimits>(out _)) // throws what the first start has thrown, if it failed
            throw new InvalidOperationException($"the actor system {system.Name} has its limits already: use FlintLimits.Get");
        return (FlintLimits)system.RegisterExtension(new Provider(options ?? new LimiterOptions()));
    }

    /// <summary>The limits of the system; started now if <c>WithFlint</c> has configured them and nobody has started them yet.</summary>
    /// <exception cref="InvalidOperationException">The system has none.</exception>
    public static FlintLimits Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (system.Settings.Setup.Get<FlintSetup>() is { HasValue: true, Value: var setup })
            return (FlintLimits)system.RegisterExtension(new Provider(InContainer(system, setup.Options)));
        return system.TryGetExtension<FlintLimits>(out var limits)
            ? limits
            : throw new InvalidOperationException($"the actor system {system.Name} has no limits: call FlintLimits.Start or builder.WithFlint");
    }

    /// <summary>Finishes and records what was accepted, then stops the limits' actors. Safe to call twice.</summary>
    internal async Task StopAsync()
    {
        try
        {
            await Ref.GracefulStop(_settings.RequestTimeout, StopLimits.Instance).ConfigureAwait(false);
        }
        catch (TaskCanceledException)
        {
            System.Stop(Ref); // whoever still waits is failed by the actors as they stop
        }
    }

    // Akka.Hosting leaves the container of the services with the system.
    private static LimiterOptions InContainer(ActorSystem system, LimiterOptions options) => options.MeterFactory is null && system.Settings.Setup.Get<DependencyResolverSetup>() is { HasValue: true, Value: var setup }
        ? options with { MeterFactory = setup.DependencyResolver.GetService<IMeterFactory>() }
        : options;

    private sealed class Provider(LimiterOptions options) : ExtensionIdProvider<FlintLimits>
    {
        public override FlintLimits CreateExtension(ExtendedActorSystem system) => new(system, options);
    }
}
