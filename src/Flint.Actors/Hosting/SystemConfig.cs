using Akka.Actor;
using Akka.Configuration;
using Flint.Actors.Journal.Plugin;

namespace Flint.Hosting;

/// <summary>What the actor system of a limiter is configured with, below what its user wrote.</summary>
internal static class SystemConfig
{
    // By configuration, not by calls: Akka builds its serialization anew whenever an extension adds a fallback.
    private static readonly Config Serialization = ConfigurationFactory.ParseString("""
        akka.actor.serializers.flint = "Flint.Hosting.FlintSerializer, Flint.Actors"
        akka.actor.serialization-bindings {
          "Flint.State.LimitEvents, Flint.Actors" = flint
          "Flint.State.LimitSnapshot, Flint.Actors" = flint
          "Flint.State.CheckAllsDecided, Flint.Actors" = flint
          "Flint.State.CheckAllSnapshot, Flint.Actors" = flint
          "Flint.State.TemplateConfigured, Flint.Actors" = flint
          "Flint.State.TemplateRemoved, Flint.Actors" = flint
          "Flint.State.TemplatesSnapshot, Flint.Actors" = flint
        }
        """);

    // It is nobody's console: what goes wrong reaches callers as exceptions. Disposing stops it; the exit of the process must not wait for it.
    private static readonly Config Quiet = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.log-dead-letters = off
        akka.log-dead-letters-during-shutdown = off
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """);

    // See RefusingSerializer.
    private static readonly Config Lean = ConfigurationFactory.ParseString("""akka.actor.serializers.json = "Flint.Hosting.RefusingSerializer, Flint.Actors" """);

    /// <summary>The configuration of the system that an embedded limiter keeps for itself.</summary>
    public static Config Embedded { get; } = Quiet.WithFallback(Lean).WithFallback(Serialization).WithFallback(FlintConfig.Default);

    /// <summary>Adds what a limiter needs to a system that runs already; the defaults of <c>flint.conf</c> are there.</summary>
    /// <exception cref="ConfigurationException">The system's own configuration has a plugin write elsewhere.</exception>
    public static void Inject(ExtendedActorSystem system, LimiterConfig config)
    {
        system.Settings.InjectTopLevelFallback(Serialization);
        if (config.Log is not { } log)
            return;
        FlintLogs.For(system).Assign(config.Limits.JournalPlugin, log.Directory);
        foreach (var plugin in new[] { config.Limits.JournalPlugin, config.Limits.SnapshotPlugin })
        {
            var other = system.Settings.Config.GetString(plugin + ".data-dir", null);
            if (!string.IsNullOrWhiteSpace(other) && LogConfig.Read(system.Settings.Config, other).Directory != log.Directory)
                throw new ConfigurationException($"the limiter writes to {log.Directory}, but {plugin}.data-dir is {other}");
        }
    }
}
