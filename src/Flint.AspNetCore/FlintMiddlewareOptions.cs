using Microsoft.AspNetCore.Http;

namespace Flint;

/// <summary>What <c>UseFlint</c> limits, and how. Besides, every endpoint has the limits that stand at it: <c>RequireFlint</c> and <see cref="FlintLimitAttribute"/>.</summary>
public sealed class FlintMiddlewareOptions
{
    /// <summary>The one key that all requests are charged to.</summary>
    public string? Key { get; set; }

    /// <summary>The key of a request. Only one of this, <see cref="Key"/> and <see cref="Charges"/>.</summary>
    public Func<HttpContext, string>? KeySelector { get; set; }

    /// <summary>Several keys of a request, charged all or none, each with its cost and limit.</summary>
    public Func<HttpContext, IReadOnlyList<KeyCharge>>? Charges { get; set; }

    /// <summary>The rate that a key is given if it has no limit; with <see cref="Per"/>.</summary>
    public long? Rate { get; set; }

    /// <summary>The period that a key is given if it has no limit, such as <c>1m</c>; with <see cref="Rate"/>.</summary>
    public string? Per { get; set; }

    /// <summary>How a key counts if it has no limit; null: as a token bucket.</summary>
    public Algorithm? Algorithm { get; set; }

    /// <summary>What a request is charged; null: 1.</summary>
    public long? Cost { get; set; }

    /// <summary>What a request is charged. Not with <see cref="Cost"/>.</summary>
    public Func<HttpContext, long>? CostSelector { get; set; }

    /// <summary>Paths that nobody is charged for; they match exactly, upper and lower case included.</summary>
    public IReadOnlyCollection<string>? ExemptPaths { get; set; }

    /// <summary>What comes of a request when the limiter gives no answer; null: it is refused with 503.</summary>
    public OnUnavailable? OnUnavailable { get; set; }

    /// <summary>How long to wait for the limiter's answer; null: two seconds.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>What comes of a denial; null: the request is refused. A policy may say otherwise for itself.</summary>
    public Enforcement? Enforcement { get; set; }

    /// <summary>How responses tell of the limit; null: as <see cref="RateLimitHeaders.XRateLimit"/>.</summary>
    public RateLimitHeaders? Headers { get; set; }

    /// <summary>Who decides; null: the <see cref="ILimiter"/> of the services.</summary>
    public ILimiter? Limiter { get; set; }
}
