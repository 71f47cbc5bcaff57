using System.Globalization;
using System.Text;
using Flint.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Flint.AspNetCore.Headers;

/// <summary>Writes what a response tells of its limit. Times are rounded up, so that who waits as long as told does not come too early.</summary>
internal static class LimitHeaders
{
    private const string NoPolicy = "default";
    private const string XLimit = "X-RateLimit-Limit";
    private const string IetfLimit = "RateLimit";

    /// <summary>Of a request that passed, or was refused. A passed one tells it too where an error handler has cleared the response since.</summary>
    public static void Tell(HttpResponse response, RateLimitHeaders format, ChargeResult result, TimeProvider time)
    {
        Write(response, format, result, time);
        if (!result.Allowed || format == RateLimitHeaders.None)
            return;
        var first = format == RateLimitHeaders.XRateLimit ? XLimit : IetfLimit;
        response.OnStarting(() =>
        {
            if (!response.Headers.ContainsKey(first))
                Write(response, format, result, time);
            return Task.CompletedTask;
        });
    }

    private static void Write(HttpResponse response, RateLimitHeaders format, in ChargeResult result, TimeProvider time)
    {
        var told = result.Told;
        var headers = response.Headers;
        if (!result.Allowed && told.RetryAfter is { } wait)
            headers.RetryAfter = Text(Seconds(wait.Ticks));
        if (format == RateLimitHeaders.XRateLimit)
        {
            headers[XLimit] = Text(told.Limit);
            headers["X-RateLimit-Remaining"] = Text(told.Remaining);
            headers["X-RateLimit-Reset"] = Text(Seconds(told.ResetAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks));
        }
        else if (format == RateLimitHeaders.Ietf)
        {
            var name = Quoted(result.Policy ?? NoPolicy);
            var reset = Seconds(Math.Max(0, told.ResetAt.UtcTicks - time.GetUtcNow().UtcTicks));
            var window = PeriodOf(result) is { } per ? $";w={Text(Seconds(per.Ticks))}" : "";
            headers["RateLimit-Policy"] = $"{name};q={Text(told.Limit)}{window}";
            headers[IetfLimit] = $"{name};r={Text(told.Remaining)};t={Text(reset)}";
        }
    }

    // An answer does not tell the period: it is known where the key has the limit that this request would have given it.
    private static TimeSpan? PeriodOf(in ChargeResult result)
    {
        var terms = result.Charge.Policy?.Terms ?? result.Charge.Lazily;
        return terms is not null && terms.Rate == result.Told.Limit && terms.Algorithm == result.Told.Algorithm ? terms.Per : null;
    }

    // A string of RFC 9651: visible ASCII and spaces.
    private static string Quoted(string name)
    {
        var quoted = new StringBuilder(name.Length + 2).Append('"');
        foreach (var c in name)
        {
            if (c is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(c is >= ' ' and <= '~' ? c : '?');
        }
        return quoted.Append('"').ToString();
    }

    private static long Seconds(long ticks) => (ticks / TimeSpan.TicksPerSecond) + (ticks % TimeSpan.TicksPerSecond > 0 ? 1 : 0);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
