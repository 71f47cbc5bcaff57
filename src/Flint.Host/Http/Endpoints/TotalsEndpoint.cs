using Flint.Client.Contracts;
using Flint.Client.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary><c>GET /v1/totals</c>: the sums over all limits.</summary>
internal sealed class TotalsEndpoint(ILimiter limiter, WorkGate gate)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/totals", TotalsAsync);

    private async Task TotalsAsync(HttpContext context)
    {
        IReadOnlyList<LimitTotals> totals;
        using (await gate.EnterAsync(context.RequestAborted))
            totals = await limiter.TotalsAsync(context.RequestAborted);
        JsonReply.Write(context.Response, [.. totals.Select(TotalsReply.From)], FlintJson.Wire.IReadOnlyListTotalsReply);
    }
}
