using Flint.Client.Contracts;
using Flint.Client.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary><c>GET /v1/health</c>: never waits, not even for a place among the requests in work.</summary>
internal sealed class HealthEndpoint(Func<string?> failure)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/health", Health);

    private Task Health(HttpContext context)
    {
        if (failure() is { } why)
            JsonReply.Write(context.Response, new OkReply(false, why), FlintJson.Wire.OkReply, StatusCodes.Status503ServiceUnavailable);
        else
            JsonReply.WriteDone(context.Response);
        return Task.CompletedTask;
    }
}
