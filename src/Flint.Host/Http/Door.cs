using Microsoft.AspNetCore.Http;

namespace Flint.Host.Http;

/// <summary>Lets in who brings a token, before anything else of the request is looked at, and only to the path that was asked for.</summary>
internal sealed class Door(RequestDelegate next, BearerTokens? tokens)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (tokens?.Admits(context.Request.Headers.Authorization) == false)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            JsonReply.WriteError(context.Response, StatusCodes.Status401Unauthorized, "unauthorized");
            return Task.CompletedTask;
        }
        if (!RawTarget.IsUnfolded(context))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        return next(context);
    }
}
