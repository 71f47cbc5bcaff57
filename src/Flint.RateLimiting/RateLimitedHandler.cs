using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;

namespace Flint;

/// <summary>
/// Puts a limit before outgoing calls: a call without room is not sent and answered with 429 and <c>Retry-After</c> (whole seconds, rounded up), as the server would, so that retries heed it.
/// </summary>
/// <example><code>
/// services.AddHttpClient("partner").AddHttpMessageHandler(p => new RateLimitedHandler(
///     new FlintPartitionedRateLimiter&lt;HttpRequestMessage&gt;(p.GetRequiredService&lt;ILimiter&gt;(), request => $"out:{request.RequestUri!.Host}")));
/// </code></example>
/// <param name="limiter">Any limiter of requests; it is not disposed.</param>
public sealed class RateLimitedHandler(PartitionedRateLimiter<HttpRequestMessage> limiter) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var lease = await limiter.AcquireAsync(request, permitCount: 1, cancellationToken).ConfigureAwait(false);
        return lease.IsAcquired ? await base.SendAsync(request, cancellationToken).ConfigureAwait(false) : Refused(request, lease);
    }

    /// <summary>As the other; it blocks until the limiter has answered.</summary>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var lease = limiter.AcquireAsync(request, permitCount: 1, cancellationToken).AsTask().GetAwaiter().GetResult();
        return lease.IsAcquired ? base.Send(request, cancellationToken) : Refused(request, lease);
    }

    private static HttpResponseMessage Refused(HttpRequestMessage request, RateLimitLease lease)
    {
        var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { RequestMessage = request, ReasonPhrase = "Rate Limit Exceeded" };
        if (lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            response.Headers.Add("Retry-After", Seconds(wait).ToString(CultureInfo.InvariantCulture));
        return response;
    }

    private static long Seconds(TimeSpan wait) => (wait.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
}
