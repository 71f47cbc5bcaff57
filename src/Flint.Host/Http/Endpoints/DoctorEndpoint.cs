using Flint.Client.Contracts;
using Flint.Client.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary><c>GET /v1/doctor</c>: how the data directory is. What is wrong with it is the answer, not an error.</summary>
internal sealed class DoctorEndpoint(ILimiter limiter, WorkGate gate)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/doctor", ExamineAsync);

    private async Task ExamineAsync(HttpContext context)
    {
        DoctorReport report;
        using (await gate.EnterAsync(context.RequestAborted))
            report = await limiter.DoctorAsync(context.RequestAborted);
        JsonReply.Write(context.Response, DoctorReply.From(report), FlintJson.Wire.DoctorReply);
    }
}
