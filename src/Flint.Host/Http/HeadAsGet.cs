using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

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

    /// <summary>Names HEAD among the methods that a refused one is told of: routing knows nothing of it.</summary>
    public static void TellIn(HttpResponse response)
    {
        var allowed = response.Headers.GetCommaSeparatedValues(HeaderNames.Allow);
        if (allowed.Contains(HttpMethods.Get, StringComparer.Ordinal))
            response.Headers.Allow = string.Join(", ", allowed.Append(HttpMethods.Head).Order(StringComparer.Ordinal));
    }
}
