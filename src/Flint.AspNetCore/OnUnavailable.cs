namespace Flint;

/// <summary>What comes of a request when the limiter gives no answer: its storage has failed, its server is not there, or the time is up.</summary>
public enum OnUnavailable
{
    /// <summary>It is refused with 503.</summary>
    Deny,

    /// <summary>It passes.</summary>
    Allow,
}
