using System.Text.Json.Serialization;
using Flint.Client.Json;

namespace Flint.Client.Contracts;

/// <summary>The answer to a check, or to a peek, which charges nothing.</summary>
/// <param name="Key">The key that was checked.</param>
/// <param name="Allowed">Whether the cost was granted and charged.</param>
/// <param name="Cost">What was asked for.</param>
/// <param name="Remaining">What can still be spent now.</param>
/// <param name="ResetAt">When the quota is full again, rounded up to the microsecond.</param>
/// <param name="Algorithm">The name of the limit's algorithm.</param>
/// <param name="Limit">The rate of the key's limit.</param>
/// <param name="RetryAfterMs">On a denial: in how many milliseconds, rounded up, this cost passes if nobody else spends; else null.</param>
public sealed record CheckReply(
    string Key,
    bool Allowed,
    long Cost,
    long Remaining,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset ResetAt,
    string Algorithm,
    long Limit,
    long? RetryAfterMs)
{
    /// <summary>The answer that says what <paramref name="result"/> says.</summary>
    public static CheckReply From(CheckResult result) => new(
        result.Key,
        result.Allowed,
        result.Cost,
        result.Remaining,
        Rounding.UpToMicrosecond(result.ResetAt),
        result.Algorithm.Name(),
        result.Limit,
        result.RetryAfter is { } wait ? Rounding.UpToMillisecond(wait) : null);

    /// <summary>What the answer says, to the precision of the wire.</summary>
    /// <exception cref="UnknownAlgorithmException">The answer names an algorithm that this version does not know.</exception>
    public CheckResult ToResult() => new(
        Key,
        Allowed,
        Cost,
        Limit,
        Remaining,
        ResetAt,
        RetryAfterMs is { } millis ? TimeSpan.FromMilliseconds(millis) : null,
        AlgorithmNames.Parse(Algorithm));
}
