using Akka.Hosting;

namespace Flint.Hosting;

/// <summary>Flint in an actor system that Akka.Hosting builds.</summary>
public static class FlintHostingExtensions
{
    /// <summary>
    /// Starts Flint's limits in the system: <c>IRequiredActor&lt;FlintLimits&gt;</c> is the ref to send to, and with <c>services.AddFlint()</c> beside <c>AddAkka</c>
    /// <see cref="ILimiter"/> is in the container. Damage of the data directory is thrown while the system is built.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what differs from <c>flint.conf</c>.</param>
    public static AkkaConfigurationBuilder WithFlint(this AkkaConfigurationBuilder builder, Action<LimiterOptions>? configure = null)
    {
        var options = new LimiterOptions();
        configure?.Invoke(options);
        return builder.WithFlint(options);
    }

    /// <inheritdoc cref="WithFlint(AkkaConfigurationBuilder, Action{LimiterOptions})"/>
    public static AkkaConfigurationBuilder WithFlint(this AkkaConfigurationBuilder builder, LimiterOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.AddSetup(new FlintSetup(options));
        return builder.WithActors((system, registry, _) => registry.Register<FlintLimits>(FlintLimits.Get(system).Ref));
    }
}
