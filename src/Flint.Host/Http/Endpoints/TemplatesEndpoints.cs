using Flint.Client.Contracts;
using Flint.Client.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary><c>/v1/templates</c>: set, list and remove the limits of keys that have none of their own.</summary>
internal sealed class TemplatesEndpoints(ILimiter limiter, WorkGate gate)
{
    private const string Templates = "/v1/templates";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Templates, ConfigureAsync);
        routes.MapGet(Templates, ListAsync);
        routes.MapDelete(Templates + "/{pattern}", context => RemoveAsync(context, RawTarget.LastSegment(context)));

        // For patterns that cannot be a segment of a path.
        routes.MapDelete(Templates, context => RemoveAsync(context, RawTarget.Query(context).GetValueOrDefault("pattern", "")));
    }

    private async Task ConfigureAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context.Request, FlintJson.Wire.TemplateRequest);
        var rate = request.Rate ?? throw Refused("rate must be given");
        var per = Duration.Parse(request.Per ?? throw Refused("per must be given"));
        TimeSpan? idleTtl = request.IdleTtl is { } idle ? Duration.Parse(idle) : null;
        var algorithm = request.ToAlgorithm();
        using (await gate.EnterAsync(context.RequestAborted))
            await limiter.TemplateAsync(request.Pattern!, rate, per, algorithm, idleTtl, context.RequestAborted);
        JsonReply.WriteDone(context.Response);
    }

    private async Task ListAsync(HttpContext context)
    {
        IReadOnlyList<LimitTemplate> templates;
        using (await gate.EnterAsync(context.RequestAborted))
            templates = await limiter.TemplatesAsync(context.RequestAborted);
        JsonReply.Write(context.Response, [.. templates.Select(TemplateReply.From)], FlintJson.Wire.IReadOnlyListTemplateReply);
    }

    private async Task RemoveAsync(HttpContext context, string pattern)
    {
        bool wasThere;
        using (await gate.EnterAsync(context.RequestAborted))
            wasThere = await limiter.RemoveTemplateAsync(pattern, context.RequestAborted);
        JsonReply.Write(context.Response, new RemovedReply(true, wasThere ? 1 : 0), FlintJson.Wire.RemovedReply);
    }

    private static RequestRefusedException Refused(string message) => new(StatusCodes.Status400BadRequest, message);
}
