using System.Runtime.CompilerServices;
using System.Text.Json;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary><c>/v1/limits</c>: configure, list, remove, and the status and history of one.</summary>
internal sealed class LimitsEndpoints(ILimiter limiter, WorkGate gate, WorkGate longGate)
{
    private const string Limits = "/v1/limits";
    private const int KeySegment = 2;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Limits, ConfigureAsync);
        routes.MapGet(Limits, ListAsync);
        routes.MapDelete(Limits, RemoveSomeAsync);
        routes.MapDelete(Limits + "/{key}", context => RemoveAsync(context, RawTarget.LastSegment(context)));
        routes.MapGet(Limits + "/{key}", context => StatusAsync(context, RawTarget.LastSegment(context)));
        routes.MapGet(Limits + "/{key}/history", context => HistoryAsync(context, RawTarget.Segment(context, KeySegment)));

        // For keys that cannot be a segment of a path.
        routes.MapGet("/v1/history", context => HistoryAsync(context, RawTarget.Query(context).GetValueOrDefault("key", "")));
    }

    private async Task ConfigureAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync(context.Request, FlintJson.Wire.LimitRequest);
        var rate = request.Rate ?? throw Refused("rate must be given");
        var per = Duration.Parse(request.Per ?? throw Refused("per must be given"));
        var algorithm = request.ToAlgorithm();
        using (await gate.EnterAsync(context.RequestAborted))
            await limiter.LimitAsync(request.Key!, rate, per, algorithm, request.OnlyIfMissing ?? false, context.RequestAborted);
        JsonReply.WriteDone(context.Response);
    }

    private async Task ListAsync(HttpContext context)
    {
        // Routing takes "/v1/limits/" for "/v1/limits"; who builds paths from keys and has an empty one should hear of it.
        if (context.Request.Path.Value!.EndsWith('/'))
        {
            await StatusAsync(context, "");
            return;
        }
        var query = RawTarget.Query(context);
        if (query.TryGetValue("key", out var key))
        {
            await StatusAsync(context, key);
            return;
        }
        var page = PageAsync(query.GetValueOrDefault("prefix"), query.GetValueOrDefault("after"), QueryCount.Read(query) ?? long.MaxValue, context.RequestAborted);
        context.Response.ContentType = JsonReply.ContentType;
        using (await longGate.EnterAsync(context.RequestAborted))
            await JsonSerializer.SerializeAsync(context.Response.Body, page, FlintJson.Wire.IAsyncEnumerableStatusReply, context.RequestAborted);
    }

    private async Task StatusAsync(HttpContext context, string key)
    {
        LimitStatus? status;
        using (await gate.EnterAsync(context.RequestAborted))
            status = await limiter.StatusAsync(key, context.RequestAborted);
        JsonReply.Write(context.Response, status is null ? null : StatusReply.From(status), FlintJson.Wire.StatusReply!);
    }

    private async Task HistoryAsync(HttpContext context, string key)
    {
        var events = new List<EventReply>();
        using (await gate.EnterAsync(context.RequestAborted))
        {
            await foreach (var past in limiter.HistoryAsync(key, context.RequestAborted))
                events.Add(EventReply.From(past));
        }
        JsonReply.Write(context.Response, events, FlintJson.Wire.IReadOnlyListEventReply);
    }

    private Task RemoveSomeAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith('/'))
            return RemoveAsync(context, "");
        var query = RawTarget.Query(context);
        return query.TryGetValue("key", out var key) ? RemoveAsync(context, key)
            : query.TryGetValue("prefix", out var prefix) ? PurgeAsync(context, prefix)
            : throw Refused("name what to remove: a key, or ?prefix=");
    }

    private async Task RemoveAsync(HttpContext context, string key)
    {
        bool wasThere;
        using (await gate.EnterAsync(context.RequestAborted))
            wasThere = await limiter.RemoveAsync(key, context.RequestAborted);
        JsonReply.Write(context.Response, new RemovedReply(true, wasThere ? 1 : 0), FlintJson.Wire.RemovedReply);
    }

    private async Task PurgeAsync(HttpContext context, string prefix)
    {
        long removed;
        using (await longGate.EnterAsync(context.RequestAborted))
            removed = await limiter.PurgeAsync(prefix, context.RequestAborted);
        JsonReply.Write(context.Response, new RemovedReply(true, removed), FlintJson.Wire.RemovedReply);
    }

    private async IAsyncEnumerable<StatusReply> PageAsync(string? prefix, string? after, long count, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var status in limiter.ListAsync(prefix, after, ct).WithCancellation(ct))
        {
            yield return StatusReply.From(status);
            if (--count == 0)
                yield break;
        }
    }

    private static RequestRefusedException Refused(string message) => new(StatusCodes.Status400BadRequest, message);
}
