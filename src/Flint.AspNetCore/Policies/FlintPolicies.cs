using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Flint.AspNetCore.Policies;

/// <summary>
/// The policies of an app by name. What configuration says of them is read at the start, where a mistake is thrown, and again whenever it changes, where a mistake is
/// logged and what was there stands.
/// </summary>
internal sealed partial class FlintPolicies : IDisposable
{
    private readonly FlintPolicyBuilder _named;
    private readonly IConfiguration? _configuration;
    private readonly ILogger<FlintPolicies> _log;
    private readonly IDisposable? _reloads;
    private volatile Dictionary<string, PolicySettings> _settings;

    public FlintPolicies(FlintPolicyBuilder named, IConfiguration? configuration, ILogger<FlintPolicies> log)
    {
        (_named, _configuration, _log) = (named, configuration, log);
        _settings = Read();
        if (configuration is not null)
            _reloads = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>What comes of a denial, or null where the policy does not say.</summary>
    /// <param name="name">The policy's name.</param>
    public Enforcement? EnforcementOf(string name) => _settings.GetValueOrDefault(name, PolicySettings.None).Enforcement;

    /// <summary>What a request is charged by a policy.</summary>
    /// <param name="name">The policy's name.</param>
    /// <param name="cost">The cost that the endpoint says, or null.</param>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException">There is no such policy.</exception>
    public KeyCharge Charge(string name, long? cost, HttpContext context)
    {
        if (!_named.Policies.TryGetValue(name, out var named))
            throw new InvalidOperationException($"the endpoint {context.GetEndpoint()?.DisplayName} requires the policy {name}, which AddFlintPolicies does not add");
        var settings = _settings.GetValueOrDefault(name, PolicySettings.None);
        return new KeyCharge(named.Key(context), cost ?? settings.Cost ?? 1) { Name = named.Name, Lazily = named.Lazily, Policy = settings.Policy };
    }

    public void Dispose() => _reloads?.Dispose();

    private Dictionary<string, PolicySettings> Read()
    {
        var settings = new Dictionary<string, PolicySettings>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in _configuration?.GetChildren() ?? [])
        {
            if (!_named.Policies.ContainsKey(section.Key))
                throw new InvalidOperationException($"{section.Path}: AddFlintPolicies adds no policy of that name, so nobody would be charged");
            settings.Add(section.Key, PolicySettings.Read(section));
        }
        return settings;
    }

    private void Reload()
    {
        try
        {
            _settings = Read();
            LogReloaded(_settings.Count);
        }
        catch (InvalidOperationException e)
        {
            LogKept(e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The limits of {Count} policies were read again")]
    private partial void LogReloaded(int count);

    [LoggerMessage(2, LogLevel.Error, "The configuration of the policies has changed and cannot be used, what was there stands: {Reason}")]
    private partial void LogKept(string reason);
}
