using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flint.Host.Http;

/// <summary>Turns whatever goes wrong into <c>{"error":…}</c>: outermost, so that no request ends without a body of ours, or with a stack trace.</summary>
internal sealed class FailureReplies(RequestDelegate next, ILogger log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is ConnectionResetException || (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested))
        {
            // The caller has gone: there is nobody to tell, and nothing more to read.
            context.Abort();
            return;
        }
        catch (Exception e)
        {
            Reply(context, e);
            return;
        }

        if (context.Response.HasStarted || Silent(context.Response.StatusCode) is not { } error)
            return;
        HeadAsGet.TellIn(context.Response);
        JsonReply.WriteError(context.Response, context.Response.StatusCode, error);
    }

    private void Reply(HttpContext context, Exception e)
    {
        var (status, error) = Describe(e);
        if (status == StatusCodes.Status500InternalServerError)
            log.LogError(e, "A request failed");
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }
        context.Response.Clear();
        if (e is BadHttpRequestException)
            context.Response.Headers.Connection = "close";
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        JsonReply.WriteError(context.Response, status, error);
    }

    private static (int Status, string Error) Describe(Exception e) => e switch
    {
        RequestRefusedException refused => (refused.Status, refused.Message),
        InvalidInputException => (StatusCodes.Status400BadRequest, e.Message),
        StorageFailedException or CorruptStorageException or UnsupportedFormatException => Unavailable("storage failed", e.Message),
        LimiterOverloadedException => Unavailable("overloaded", e.Message),
        RequestNotDecidedException => Unavailable("not decided", e.Message),
        OutcomeUnknownException => Unavailable("outcome unknown", e.Message),
        ObjectDisposedException => Unavailable("not decided", "the server is stopping"),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (StatusCodes.Status413PayloadTooLarge, $"the body must be at most {ServerSettings.MaxBodyBytes} bytes"),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => (StatusCodes.Status408RequestTimeout, "the body came too slowly"),
        BadHttpRequestException bad => (bad.StatusCode, "the request is not valid HTTP"),
        _ => (StatusCodes.Status500InternalServerError, "internal error"),
    };

    // Clients tell these apart by how the text begins, whatever the limiter says beyond that.
    private static (int Status, string Error) Unavailable(string kind, string message) => (
        StatusCodes.Status503ServiceUnavailable,
        message.StartsWith(kind, StringComparison.OrdinalIgnoreCase) ? message : $"{kind}: {message}");

    // Routing answers these without a body.
    private static string? Silent(int status) => status switch
    {
        StatusCodes.Status404NotFound => "not found",
        StatusCodes.Status405MethodNotAllowed => "method not allowed",
        _ => null,
    };
}
