using System.Diagnostics.Metrics;
using Akka.Actor;
using Flint;
using Flint.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

// The namespace of what it extends, as everywhere in .NET.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Flint in a service container.</summary>
public static class FlintServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ILimiter"/>: the limiter of the container's actor system where <c>WithFlint</c> has put one, else an embedded limiter of its own.
    /// The host opens it when it starts, so that a locked or damaged directory stops the start, and the container closes it.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Sets what differs from <c>flint.conf</c>, for a limiter of its own.</param>
    public static IServiceCollection AddFlint(this IServiceCollection services, Action<LimiterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<ILimiter>(provider => Create(provider, configure));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OpenLimiterAtStart>());
        return services;
    }

    private static Limiter Create(IServiceProvider provider, Action<LimiterOptions>? configure)
    {
        if (provider.GetService<ActorSystem>() is { } system && system.Settings.Setup.Get<FlintSetup>().HasValue)
            return FlintLimits.Get(system).Limiter;
        var options = new LimiterOptions();
        configure?.Invoke(options);
        options.MeterFactory ??= provider.GetService<IMeterFactory>();
        return Limiter.Open(options);
    }
}
