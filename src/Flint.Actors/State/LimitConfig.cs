using Flint.Limits;

namespace Flint.State;

/// <summary>A key's limit as configured.</summary>
/// <param name="Terms">Algorithm, rate and period.</param>
/// <param name="Source">Who configured it.</param>
public sealed record LimitConfig(Terms Terms, LimitSource Source = LimitSource.Explicit);
