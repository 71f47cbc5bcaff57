using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flint.AspNetCore.Health;

/// <summary>
/// Asks the limiter for the status of a key that nobody has: it takes the road of every request, through the server where there is one, to the actor that would own the key,
/// and meets what requests meet: a storage that has failed, an actor system that has stopped.
/// </summary>
internal sealed class LimiterHealthCheck(ILimiter limiter) : IHealthCheck
{
    private const string Nobody = "flint:health";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await limiter.StatusAsync(Nobody, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is FlintException or ObjectDisposedException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e);
        }
    }
}
