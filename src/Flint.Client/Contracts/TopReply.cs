namespace Flint.Client.Contracts;

/// <summary>One key of a ranking.</summary>
/// <param name="Key">The key.</param>
/// <param name="TotalAllowed">Checks granted.</param>
/// <param name="TotalDenied">Checks denied.</param>
public sealed record TopReply(string Key, long TotalAllowed, long TotalDenied)
{
    /// <summary>The answer that says what <paramref name="status"/> says.</summary>
    public static TopReply From(LimitStatus status) => new(status.Key, status.TotalAllowed, status.TotalDenied);
}
