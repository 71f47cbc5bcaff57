using Flint;
using Flint.AspNetCore.Policies;

// The namespace of what it extends, as everywhere in ASP.NET Core.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Limits at endpoints.</summary>
public static class FlintEndpointExtensions
{
    /// <summary>Puts a policy's limit before the endpoints; where there are several, each request is charged to all or none. <c>UseFlint</c> sees to it.</summary>
    /// <param name="builder">An endpoint or a group of them.</param>
    /// <param name="policy">The name that the policy was added with.</param>
    /// <param name="cost">What a request is charged; null: what the policy says.</param>
    /// <exception cref="InvalidCostException">The cost is below 1.</exception>
    public static TBuilder RequireFlint<TBuilder>(this TBuilder builder, string policy, long? cost = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(policy);
        LimitRules.RequireCost(cost ?? 1);
        builder.Add(endpoint => endpoint.Metadata.Add(new FlintLimitMetadata(policy, cost)));
        return builder;
    }
}
