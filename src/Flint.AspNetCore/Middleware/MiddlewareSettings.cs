using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Flint.AspNetCore.Middleware;

/// <summary>The options of the middleware, judged once and with what stands where they say nothing.</summary>
internal sealed class MiddlewareSettings
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    private readonly FrozenSet<string> _exempt;

    /// <exception cref="ArgumentException">The options contradict each other or are out of bounds.</exception>
    public MiddlewareSettings(FlintMiddlewareOptions options, bool hasPolicies)
    {
        Charges = ChargesOf(options, hasPolicies);
        _exempt = (options.ExemptPaths ?? []).ToFrozenSet(StringComparer.Ordinal);
        OnUnavailable = Defined(options.OnUnavailable ?? Flint.OnUnavailable.Deny);
        Enforcement = Defined(options.Enforcement ?? Flint.Enforcement.Enforce);
        Headers = Defined(options.Headers ?? RateLimitHeaders.XRateLimit);
        Timeout = options.Timeout ?? DefaultTimeout;
        if (Timeout <= TimeSpan.Zero || Timeout > LongestTimeout)
            throw new ArgumentException($"Timeout must be above zero and at most {LongestTimeout.TotalDays} day, not {Timeout}");
    }

    /// <summary>What every request is charged beside its endpoint's limits, or null.</summary>
    public Func<HttpContext, IReadOnlyList<KeyCharge>>? Charges { get; }

    public OnUnavailable OnUnavailable { get; }

    public Enforcement Enforcement { get; }

    public RateLimitHeaders Headers { get; }

    public TimeSpan Timeout { get; }

    public bool IsExempt(PathString path) => _exempt.Count > 0 && _exempt.Contains(path.Value ?? "");

    private static Func<HttpContext, IReadOnlyList<KeyCharge>>? ChargesOf(FlintMiddlewareOptions options, bool hasPolicies)
    {
        var keys = (options.Key is null ? 0 : 1) + (options.KeySelector is null ? 0 : 1) + (options.Charges is null ? 0 : 1);
        var lazily = Lazily(options);
        if (keys > 1)
            throw new ArgumentException("give exactly one of Key, KeySelector and Charges");
        if (keys == 0)
        {
            if (lazily is not null || options.Cost is not null || options.CostSelector is not null)
                throw new ArgumentException("there is a limit or a cost and nobody to be charged: give exactly one of Key, KeySelector and Charges");
            return hasPolicies ? null : throw new ArgumentException("nobody would be charged: give a Key, a KeySelector or Charges, or add policies for endpoints with AddFlintPolicies");
        }
        if (options.Charges is { } charges)
        {
            return lazily is null && options.Cost is null && options.CostSelector is null
                ? charges
                : throw new ArgumentException("Charges give each key its own limit and cost: Rate, Per, Algorithm, Cost and CostSelector go with Key and KeySelector");
        }
        if (options.Key is { } one)
            LimitRules.RequireKey(one);
        return One(options.KeySelector ?? (_ => options.Key!), CostOf(options), lazily);
    }

    private static Func<HttpContext, IReadOnlyList<KeyCharge>> One(Func<HttpContext, string> key, Func<HttpContext, long> cost, LimitTerms? lazily) =>
        context => [new KeyCharge(key(context), cost(context)) { Lazily = lazily }];

    private static Func<HttpContext, long> CostOf(FlintMiddlewareOptions options)
    {
        if (options is { Cost: not null, CostSelector: not null })
            throw new ArgumentException("give at most one of Cost and CostSelector");
        var cost = options.Cost ?? 1;
        LimitRules.RequireCost(cost);
        return options.CostSelector ?? (_ => cost);
    }

    private static LimitTerms? Lazily(FlintMiddlewareOptions options) => options switch
    {
        { Rate: { } rate, Per: { } per } => new LimitTerms(rate, per, options.Algorithm ?? Algorithm.TokenBucket),
        { Rate: null, Per: null, Algorithm: null } => null,
        _ => throw new ArgumentException("Rate and Per go together, and Algorithm with them"),
    };

    private static T Defined<T>(T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new ArgumentException($"{value} is no {typeof(T).Name}");
}
