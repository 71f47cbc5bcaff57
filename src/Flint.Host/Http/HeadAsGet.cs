using Microsoft.AspNetCore.Http;

namespace Flint.Host.Http;

/// <summary>Answers HEAD, which load balancers ask, as GET; the web server sends the head and keeps the body.</summary>
internal sealed class HeadAsGet(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }
}
