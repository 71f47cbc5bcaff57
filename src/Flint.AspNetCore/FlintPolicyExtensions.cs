using Flint;
using Flint.AspNetCore.Policies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

// The namespace of what it extends, as everywhere in ASP.NET Core.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Policies in the services of an app.</summary>
public static class FlintPolicyExtensions
{
    /// <summary>Adds the policies that endpoints name with <c>RequireFlint</c> and <see cref="FlintLimitAttribute"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Names them, and says whom each charges.</param>
    /// <param name="configuration">
    /// What each charges, such as <c>builder.Configuration.GetSection("Flint:Policies")</c>: a section a policy with <c>Rate</c>, <c>Per</c>, <c>Algorithm</c>, <c>Cost</c> and
    /// <c>Enforcement</c>. Changes take effect with the next requests; what a key has spent stays spent.
    /// </param>
    /// <exception cref="ArgumentException">A name is empty or there twice.</exception>
    public static IServiceCollection AddFlintPolicies(this IServiceCollection services, Action<FlintPolicyBuilder> configure, IConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var policies = new FlintPolicyBuilder();
        configure(policies);
        return services.AddSingleton(provider => new FlintPolicies(policies, configuration, provider.GetRequiredService<ILogger<FlintPolicies>>()));
    }
}
