using Flint.AspNetCore.Policies;
using Microsoft.AspNetCore.Http;

namespace Flint.AspNetCore.Middleware;

/// <summary>What a request is charged: the limits of the middleware and those that stand at its endpoint.</summary>
/// <param name="Enforced">Charged all or none; a denial refuses the request.</param>
/// <param name="Shadowed">Charged each by itself; a denial is only told.</param>
internal readonly record struct RequestCharges(IReadOnlyList<KeyCharge> Enforced, IReadOnlyList<KeyCharge> Shadowed)
{
    /// <summary>Gathers them.</summary>
    /// <exception cref="InvalidOperationException">The endpoint requires a policy that is not there.</exception>
    public static RequestCharges Of(HttpContext context, MiddlewareSettings settings, FlintPolicies? policies)
    {
        var general = settings.Enforcement == Enforcement.Off ? null : settings.Charges?.Invoke(context);
        var own = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IFlintLimitMetadata>() ?? [];
        if (own.Count == 0)
            return settings.Enforcement == Enforcement.Shadow ? new RequestCharges([], general ?? []) : new RequestCharges(general ?? [], []);

        var (enforced, shadowed) = (new List<KeyCharge>(), new List<KeyCharge>());
        Add(general ?? [], settings.Enforcement);
        foreach (var limit in own)
        {
            var charge = Required(context, policies).Charge(limit.Policy, limit.Cost, context, out var enforcement);
            Add([charge], enforcement ?? settings.Enforcement);
        }
        return new RequestCharges(enforced, shadowed);

        void Add(IReadOnlyList<KeyCharge> charges, Enforcement enforcement)
        {
            if (enforcement != Enforcement.Off)
                (enforcement == Enforcement.Shadow ? shadowed : enforced).AddRange(charges);
        }
    }

    private static FlintPolicies Required(HttpContext context, FlintPolicies? policies) =>
        policies ?? throw new InvalidOperationException($"the endpoint {context.GetEndpoint()?.DisplayName} has a limit and there are no policies: call AddFlintPolicies");
}
