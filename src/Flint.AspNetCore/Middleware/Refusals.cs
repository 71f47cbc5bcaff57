using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.AspNetCore.Middleware;

/// <summary>The bodies of refused requests: problem details (RFC 9457), written by the app's own service where it has one.</summary>
internal static class Refusals
{
    /// <summary>429.</summary>
    public static Task ExceededAsync(HttpContext context, CheckResult denied)
    {
        var problem = Problem(StatusCodes.Status429TooManyRequests, "Too Many Requests", "rate limit exceeded", "https://www.rfc-editor.org/rfc/rfc6585#section-4");
        problem.Extensions["limit"] = denied.Limit;
        problem.Extensions["remaining"] = denied.Remaining;
        problem.Extensions["reset_at"] = ToMicrosecond(denied.ResetAt);
        return WriteAsync(context, problem);
    }

    // Rounded up, as in the answers of the host.
    private static DateTime ToMicrosecond(DateTimeOffset time)
    {
        var beyond = time.UtcTicks % TimeSpan.TicksPerMicrosecond;
        return beyond == 0 ? time.UtcDateTime : time.UtcDateTime.AddTicks(TimeSpan.TicksPerMicrosecond - beyond);
    }

    /// <summary>503.</summary>
    public static Task UnavailableAsync(HttpContext context) =>
        WriteAsync(context, Problem(
            StatusCodes.Status503ServiceUnavailable, "Service Unavailable", "rate limiter unavailable", "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4"));

    private static ProblemDetails Problem(int status, string title, string detail, string type) => new() { Status = status, Title = title, Detail = detail, Type = type };

    private static async Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status!.Value;
        if (context.RequestServices.GetService<IProblemDetailsService>() is { } service
            && await service.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem }))
            return;
        await context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
    }
}
