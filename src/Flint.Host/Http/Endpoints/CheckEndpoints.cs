using Flint.Client.Contracts;
using Flint.Client.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary><c>POST /v1/check</c>, <c>/v1/check-all</c> and <c>/v1/peek</c>: what the server is for. A denial is an answer, not an error.</summary>
internal sealed class CheckEndpoints(ILimiter limiter, WorkGate gate)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/check", CheckAsync);
        routes.MapPost("/v1/check-all", CheckAllAsync);
        routes.MapPost("/v1/peek", PeekAsync);
    }

    private async Task CheckAsync(HttpContext context)
    {
        var (key, cost) = (await JsonBody.ReadAsync(context.Request, FlintJson.Wire.CheckRequest)).ToItem();
        CheckResult result;
        using (await gate.EnterAsync(context.RequestAborted))
            result = await limiter.CheckAsync(key, cost, context.RequestAborted);
        JsonReply.Write(context.Response, CheckReply.From(result), FlintJson.Wire.CheckReply);
    }

    private async Task PeekAsync(HttpContext context)
    {
        var (key, cost) = (await JsonBody.ReadAsync(context.Request, FlintJson.Wire.CheckRequest)).ToItem();
        CheckResult result;
        using (await gate.EnterAsync(context.RequestAborted))
            result = await limiter.PeekAsync(key, cost, context.RequestAborted);
        JsonReply.Write(context.Response, CheckReply.From(result), FlintJson.Wire.CheckReply);
    }

    private async Task CheckAllAsync(HttpContext context)
    {
        var items = (await JsonBody.ReadAsync(context.Request, FlintJson.Wire.CheckAllRequest)).ToItems();
        CheckAllResult result;
        using (await gate.EnterAsync(context.RequestAborted))
            result = await limiter.CheckAllAsync(items, context.RequestAborted);
        JsonReply.Write(context.Response, CheckAllReply.From(result), FlintJson.Wire.CheckAllReply);
    }
}
