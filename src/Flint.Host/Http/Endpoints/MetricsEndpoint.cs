using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary><c>GET /metrics</c>: the limits as Prometheus reads them; keys only where the server was told to show them.</summary>
internal sealed class MetricsEndpoint(ILimiter limiter, WorkGate gate, bool withKeys)
{
    private readonly FlintMetricsOptions _options = new() { IncludeKeyLabel = withKeys };

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/metrics", MetricsAsync);

    private async Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = FlintMetricsText.ContentType;
        using (await gate.EnterAsync(context.RequestAborted))
            await FlintMetricsText.WriteAsync(limiter, context.Response.Body, _options, context.RequestAborted);
    }
}
