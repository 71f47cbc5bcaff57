using Flint.Client.Contracts;
using Flint.Client.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary><c>GET /v1/top</c>: the keys with the highest totals.</summary>
internal sealed class TopEndpoint(ILimiter limiter, WorkGate gate)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/top", TopAsync);

    private async Task TopAsync(HttpContext context)
    {
        var query = RawTarget.Query(context);
        var by = query.TryGetValue("by", out var name) ? TopSelectors.Parse(name) : TopBy.Denied;
        var count = (int?)QueryCount.Read(query, int.MaxValue);
        IReadOnlyList<LimitStatus> top;
        using (await gate.EnterAsync(context.RequestAborted))
            top = count is { } limit ? await limiter.TopAsync(by, limit, context.RequestAborted) : await limiter.TopAsync(by, ct: context.RequestAborted);
        JsonReply.Write(context.Response, [.. top.Select(TopReply.From)], FlintJson.Wire.IReadOnlyListTopReply);
    }
}
