using Flint.AspNetCore.Policies;
using Microsoft.AspNetCore.Http;

namespace Flint.AspNetCore.Middleware;

/// <summary>What a request is charged: the limits of the middleware and those that stand at its endpoint.</summary>
/// <param name="Enforced">Charged all or none; a denial refuses the request.</param>
/// <param name="Shadowed">Charged each by itself; a denial is only told.</param>
internal readonly record struct RequestCharges(IReadOnlyList<KeyCharge> Enforced, IReadOnlyList<KeyCharge> Shadowed)
{
    private static readonly object Charged = new();

    /// <summary>Gathers them.</summary>
    /// <param name="context">The request.</param>
    /// <param name="settings">Those of the middleware.</param>
    /// <param name="policies">The policies that endpoints name, or null.</param>
    /// <param name="isAgain">Whether this middleware has seen the request already: then only what its endpoint adds is left.</param>
    /// <param name="log">Is told what keeps a shadowed limit from being charged.</param>
    /// <exception cref="InvalidOperationException">The endpoint requires a policy that is not there.</exception>
    public static RequestCharges Of(HttpContext context, MiddlewareSettings settings, FlintPolicies? policies, bool isAgain, MiddlewareLog log)
    {
        var general = isAgain || settings.Charges is null ? [] : Named(settings.Charges, settings.Enforcement, context, log);
        var own = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IFlintLimitMetadata>() ?? []; // groups first, then its own
        if (own.Count == 0)
            return settings.Enforcement == Enforcement.Shadow ? new RequestCharges([], general) : new RequestCharges(general, []);

        var (enforced, shadowed) = (new List<KeyCharge>(), new List<KeyCharge>());
        Add(general, settings.Enforcement);
        for (var i = 0; i < own.Count; i++)
        {
            var limit = own[i];
            var enforcement = policies?.EnforcementOf(limit.Policy) ?? settings.Enforcement;
            if (enforcement == Enforcement.Off)
                continue;
            if (IsCharged(context, limit.Policy) || own.Skip(i + 1).Any(nearer => string.Equals(nearer.Policy, limit.Policy, StringComparison.OrdinalIgnoreCase)))
                continue; // by another middleware or in the run before; or the group's, and the endpoint says it anew
            ((List<string>)(context.Items[Charged] ??= new List<string>())).Add(limit.Policy);
            Add(Named(request => [Required(request, policies).Charge(limit.Policy, limit.Cost, request)], enforcement, context, log), enforcement);
        }
        return new RequestCharges(enforced, shadowed);

        void Add(IReadOnlyList<KeyCharge> charges, Enforcement enforcement) =>
            (enforcement == Enforcement.Shadow ? shadowed : enforced).AddRange(charges);
    }

    // Where a limit is off nobody is looked for, and whoever only tries one out loses no request to a mistake in finding its key.
    private static IReadOnlyList<KeyCharge> Named(
        Func<HttpContext, IReadOnlyList<KeyCharge>?> charges, Enforcement enforcement, HttpContext context, MiddlewareLog log)
    {
        if (enforcement == Enforcement.Off)
            return [];
        try
        {
            return charges(context) ?? [];
        }
        catch (Exception e) when (enforcement == Enforcement.Shadow)
        {
            log.WouldFail(e, context);
            return [];
        }
    }

    // A policy charges a request once: where there are several middlewares by the first for which it is not off, and not again where the error page has it too.
    private static bool IsCharged(HttpContext context, string policy) =>
        context.Items.TryGetValue(Charged, out var charged) && ((List<string>)charged!).Contains(policy, StringComparer.OrdinalIgnoreCase);

    private static FlintPolicies Required(HttpContext context, FlintPolicies? policies) =>
        policies ?? throw new InvalidOperationException($"the endpoint {context.GetEndpoint()?.DisplayName} has a limit and there are no policies: call AddFlintPolicies");
}
