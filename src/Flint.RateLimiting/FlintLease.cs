using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Flint.RateLimiting;

/// <summary>The answer of a Flint limiter. What it was granted stays spent: disposing gives nothing back.</summary>
internal sealed class FlintLease : RateLimitLease
{
    private readonly bool _allowed;
    private readonly CheckResult? _told;
    private readonly string? _policy;

    private FlintLease(bool allowed, CheckResult? told, string? policy) => (_allowed, _told, _policy) = (allowed, told, policy);

    /// <summary>Nobody was asked: a check has to be awaited.</summary>
    public static FlintLease NotAsked { get; } = new(allowed: false, told: null, policy: null);

    public override bool IsAcquired => _allowed;

    public override IEnumerable<string> MetadataNames
    {
        get
        {
            if (_told is null)
            {
                yield return MetadataName.ReasonPhrase.Name;
                yield break;
            }
            if (_told.RetryAfter is not null)
                yield return MetadataName.RetryAfter.Name;
            yield return FlintMetadata.Key.Name;
            yield return FlintMetadata.Limit.Name;
            yield return FlintMetadata.Remaining.Name;
            yield return FlintMetadata.Reset.Name;
            if (_policy is not null)
                yield return FlintMetadata.Policy.Name;
        }
    }

    public static FlintLease Of(in ChargeResult result) => new(result.Allowed, result.Told, result.Policy);

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = _told is null ? Reason(metadataName) : Of(_told, metadataName);
        return metadata is not null;
    }

    private static string? Reason(string name) =>
        name == MetadataName.ReasonPhrase.Name ? "a check is asynchronous: AttemptAcquire charges nothing, use AcquireAsync" : null;

    private object? Of(CheckResult told, string name) =>
        name == MetadataName.RetryAfter.Name ? told.RetryAfter
        : name == FlintMetadata.Key.Name ? told.Key
        : name == FlintMetadata.Limit.Name ? told.Limit
        : name == FlintMetadata.Remaining.Name ? told.Remaining
        : name == FlintMetadata.Reset.Name ? told.ResetAt
        : name == FlintMetadata.Policy.Name ? _policy
        : null;
}
