namespace Flint;

/// <summary>How responses tell of a limit; those that were refused have <c>Retry-After</c> with each of them.</summary>
public enum RateLimitHeaders
{
    /// <summary><c>X-RateLimit-Limit</c>, <c>-Remaining</c>, and <c>-Reset</c> in Unix seconds.</summary>
    XRateLimit,

    /// <summary><c>RateLimit</c> and <c>RateLimit-Policy</c> of the IETF's draft.</summary>
    Ietf,

    /// <summary>Not at all.</summary>
    None,
}
