using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flint.Client.Contracts;
using Flint.Client.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Http.Endpoints;

/// <summary>
/// <c>POST /v1/check</c>, <c>/v1/check-all</c> and <c>/v1/peek</c>: what the server is for. A denial is an answer, not an error.
/// With an <c>Idempotency-Key</c> a repeat is charged once.
/// </summary>
internal sealed class CheckEndpoints(ILimiter limiter, WorkGate gate, Repeats repeats)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/check", CheckAsync);
        routes.MapPost("/v1/check-all", CheckAllAsync);
        routes.MapPost("/v1/peek", PeekAsync);
    }

    private async Task CheckAsync(HttpContext context)
    {
        var item = (await JsonBody.ReadAsync(context.Request, FlintJson.Wire.CheckRequest)).ToItem();
        if (Repeats.NameOf(context.Request) is { } name)
            JsonReply.Write(context.Response, await repeats.AnswerAsync(context.Request, name, [item], () => Bytes(Decide(CancellationToken.None), FlintJson.Wire.CheckReply)));
        else
            JsonReply.Write(context.Response, await Decide(context.RequestAborted), FlintJson.Wire.CheckReply);

        async Task<CheckReply> Decide(CancellationToken ct)
        {
            using (await gate.EnterAsync(ct))
                return CheckReply.From(await limiter.CheckAsync(item.Key, item.Cost, ct));
        }
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
        if (Repeats.NameOf(context.Request) is { } name)
            JsonReply.Write(context.Response, await repeats.AnswerAsync(context.Request, name, items, () => Bytes(Decide(CancellationToken.None), FlintJson.Wire.CheckAllReply)));
        else
            JsonReply.Write(context.Response, await Decide(context.RequestAborted), FlintJson.Wire.CheckAllReply);

        async Task<CheckAllReply> Decide(CancellationToken ct)
        {
            using (await gate.EnterAsync(ct))
                return CheckAllReply.From(await limiter.CheckAllAsync(items, ct));
        }
    }

    private static async Task<byte[]> Bytes<T>(Task<T> reply, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(await reply, type);
}
