namespace Flint;

/// <summary>One key of a request and what it is charged; converts from <c>"key"</c> and <c>("key", cost)</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Cost">What one permit costs.</param>
public readonly record struct KeyCharge(string Key, long Cost = 1)
{
    /// <summary>What leases, headers and logs call the limit; null: the name of <see cref="Policy"/>.</summary>
    public string? Name { get; init; }

    /// <summary>What the key is given if it has no limit; null: such a key is an error.</summary>
    public LimitTerms? Lazily { get; init; }

    /// <summary>What the key is given whatever it has; goes before <see cref="Lazily"/>.</summary>
    public LimitPolicy? Policy { get; init; }

    public static implicit operator KeyCharge(string key) => new(key);

    public static implicit operator KeyCharge((string Key, long Cost) charge) => new(charge.Key, charge.Cost);
}
