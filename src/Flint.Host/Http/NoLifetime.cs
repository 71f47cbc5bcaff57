using Microsoft.Extensions.Hosting;

namespace Flint.Host.Http;

/// <summary>Signals are the program's, not the web server's: one place decides when to stop and what to flush after.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
