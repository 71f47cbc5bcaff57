using Flint.AspNetCore.Policies;

namespace Flint;

/// <summary>Puts a policy's limit before an action, a controller or a handler; where there are several, each request is charged to all or none.</summary>
/// <param name="policy">The name that the policy was added with.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Delegate, AllowMultiple = true)]
public sealed class FlintLimitAttribute(string policy) : Attribute, IFlintLimitMetadata
{
    /// <inheritdoc/>
    public string Policy { get; } = policy;

    /// <summary>What a request is charged; 0: what the policy says.</summary>
    public long Cost { get; set; }

    long? IFlintLimitMetadata.Cost => Cost == 0 ? null : Cost;
}
