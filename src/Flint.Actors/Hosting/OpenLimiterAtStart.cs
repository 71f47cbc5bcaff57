using Microsoft.Extensions.Hosting;

namespace Flint.Hosting;

/// <summary>Opens the limiter with the host by asking for it; the container owns and closes it.</summary>
internal sealed class OpenLimiterAtStart(ILimiter limiter) : IHostedService
{
    /// <summary>The limiter, open since this service exists.</summary>
    public ILimiter Limiter { get; } = limiter;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
