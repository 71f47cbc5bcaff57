using Microsoft.AspNetCore.Http;

namespace Flint;

/// <summary>Names limits for endpoints: code says who is charged, configuration says how much.</summary>
public sealed class FlintPolicyBuilder
{
    internal Dictionary<string, (string Name, Func<HttpContext, string> Key, LimitTerms? Lazily)> Policies { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a policy. Where configuration gives it a limit, that goes before what a key has; else a key has its own.</summary>
    /// <param name="name">Its name at endpoints and in configuration.</param>
    /// <param name="key">The key that a request is charged to.</param>
    /// <param name="lazily">What a key is given if it has no limit and configuration gives the policy none.</param>
    /// <exception cref="ArgumentException">The name is empty or there already.</exception>
    public FlintPolicyBuilder Add(string name, Func<HttpContext, string> key, LimitTerms? lazily = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(key);
        if (!Policies.TryAdd(name, (name, key, lazily)))
            throw new ArgumentException($"there is a policy {name} already", nameof(name));
        return this;
    }
}
