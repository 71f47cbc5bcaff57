using Flint.Client.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary><c>POST /v1/reset</c>, <c>/v1/log/flush</c> and <c>/v1/log/compact</c>: what operators do by hand.</summary>
internal sealed class MaintenanceEndpoints(ILimiter limiter, WorkGate gate, WorkGate longGate)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/reset", ResetAsync);
        routes.MapPost("/v1/log/flush", FlushAsync);
        routes.MapPost("/v1/log/compact", CompactAsync);
    }

    private async Task ResetAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context.Request, FlintJson.Wire.ResetRequest);
        using (await gate.EnterAsync(context.RequestAborted))
            await limiter.ResetAsync(request.Key!, context.RequestAborted);
        JsonReply.WriteDone(context.Response);
    }

    private async Task FlushAsync(HttpContext context)
    {
        await JsonBody.ReadAsync(context.Request, FlintJson.Wire.EmptyRequest);
        using (await gate.EnterAsync(context.RequestAborted))
            await limiter.FlushAsync(context.RequestAborted);
        JsonReply.WriteDone(context.Response);
    }

    private async Task CompactAsync(HttpContext context)
    {
        await JsonBody.ReadAsync(context.Request, FlintJson.Wire.EmptyRequest);
        using (await longGate.EnterAsync(context.RequestAborted))
            await limiter.CompactAsync(context.RequestAborted);
        JsonReply.WriteDone(context.Response);
    }
}
