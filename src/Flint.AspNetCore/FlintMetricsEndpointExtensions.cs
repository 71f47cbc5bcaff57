using Flint;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

// The namespace of what it extends, as everywhere in ASP.NET Core.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Limits for Prometheus to scrape.</summary>
public static class FlintMetricsEndpointExtensions
{
    /// <summary>Maps a route with the limits of the <see cref="ILimiter"/> of the services, as <see cref="FlintMetricsText"/> writes them. Whoever can reach it sees the keys.</summary>
    /// <param name="routes">The app, or a group of its endpoints.</param>
    /// <param name="pattern">The route.</param>
    /// <param name="configure">Sets how they are written.</param>
    /// <exception cref="ArgumentException">The prefix is none.</exception>
    public static IEndpointConventionBuilder MapFlintMetrics(this IEndpointRouteBuilder routes, string pattern = "/metrics", Action<FlintMetricsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var options = new FlintMetricsOptions();
        configure?.Invoke(options);
        if (options.Prefix is { } prefix)
            FlintMetricsText.RequirePrefix(prefix);
        return routes.MapGet(pattern, context =>
        {
            context.Response.ContentType = FlintMetricsText.ContentType;
            return FlintMetricsText.WriteAsync(context.RequestServices.GetRequiredService<ILimiter>(), context.Response.Body, options, context.RequestAborted);
        });
    }
}
