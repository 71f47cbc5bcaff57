namespace Flint.RateLimiting;

/// <summary>What charging the keys of a request came to.</summary>
/// <param name="Allowed">Whether every key was charged; if not, none was.</param>
/// <param name="Told">What is told of it: the key that refused; of a grant, the key with the least left.</param>
/// <param name="Charge">What that key was meant to be charged.</param>
public readonly record struct ChargeResult(bool Allowed, CheckResult Told, KeyCharge Charge)
{
    /// <summary>The name of the key's policy, or null.</summary>
    public string? Policy => Charge.Name ?? Charge.Policy?.Name;
}
