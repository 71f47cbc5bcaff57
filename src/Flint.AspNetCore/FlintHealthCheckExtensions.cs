using Flint;
using Flint.AspNetCore.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

// The namespace of what it extends, as everywhere in ASP.NET Core.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Flint among the health checks of an app.</summary>
public static class FlintHealthCheckExtensions
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Adds a check of the <see cref="ILimiter"/> of the services: of its storage and its actor system, or of its server.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What is reported when it fails; null: unhealthy.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <param name="timeout">How long an answer may take; null: five seconds.</param>
    public static IHealthChecksBuilder AddFlint(
        this IHealthChecksBuilder builder, string name = "flint", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, provider => new LimiterHealthCheck(provider.GetRequiredService<ILimiter>()), failureStatus, tags, timeout ?? DefaultTimeout));
    }
}
