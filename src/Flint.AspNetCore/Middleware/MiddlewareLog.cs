using Flint.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flint.AspNetCore.Middleware;

/// <summary>What the middleware has to say: denials, and when the limiter stopped to answer and answered again, once each.</summary>
internal sealed partial class MiddlewareLog(ILogger log)
{
    private int _isUnavailable;

    /// <summary>A request was refused.</summary>
    public void Denied(in ChargeResult result, HttpContext context) => LogDenied(context.Request.Path, result.Told.Key, result.Policy, result.Told.RetryAfter);

    /// <summary>A request passed that would have been refused.</summary>
    public void WouldBeDenied(in ChargeResult result, HttpContext context) => LogShadow(context.Request.Path, result.Told.Key, result.Policy, result.Told.RetryAfter);

    /// <summary>A request passed that would have been an error.</summary>
    public void WouldFail(Exception cause, HttpContext context) => LogShadowFailure(context.Request.Path, cause.Message);

    /// <summary>The limiter has answered.</summary>
    public void Available()
    {
        if (Volatile.Read(ref _isUnavailable) != 0 && Interlocked.Exchange(ref _isUnavailable, 0) != 0)
            LogAvailable();
    }

    /// <summary>The limiter has not answered.</summary>
    public void Unavailable(Exception cause, OnUnavailable then)
    {
        if (Interlocked.Exchange(ref _isUnavailable, 1) == 0)
            LogUnavailable(then, cause);
    }

    [LoggerMessage(1, LogLevel.Debug, "Refused {Path}: the limit of {Key} (policy {Policy}) has no room for {RetryAfter}")]
    private partial void LogDenied(PathString path, string key, string? policy, TimeSpan? retryAfter);

    [LoggerMessage(2, LogLevel.Information, "Would refuse {Path}: the limit of {Key} (policy {Policy}) has no room for {RetryAfter}")]
    private partial void LogShadow(PathString path, string key, string? policy, TimeSpan? retryAfter);

    [LoggerMessage(5, LogLevel.Warning, "Would fail {Path}: {Reason}")]
    private partial void LogShadowFailure(PathString path, string reason);

    [LoggerMessage(3, LogLevel.Error, "The limiter gives no answer; requests meet {OnUnavailable} until it does")]
    private partial void LogUnavailable(OnUnavailable onUnavailable, Exception cause);

    [LoggerMessage(4, LogLevel.Information, "The limiter answers again")]
    private partial void LogAvailable();
}
