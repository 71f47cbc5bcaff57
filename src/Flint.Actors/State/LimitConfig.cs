using Flint.Limits;

namespace Flint.State;

/// <summary>A key's limit as configured.</summary>
/// <param name="Terms">Algorithm, rate and period.</param>
/// <param name="Source">Who configured it.</param>
/// <param name="Template">The pattern of the template that it was taken from, of <see cref="LimitSource.Template"/>.</param>
public sealed record LimitConfig(Terms Terms, LimitSource Source = LimitSource.Explicit, string? Template = null)
{
    /// <summary>Whether it goes before every template.</summary>
    public bool IsOwn => Source is LimitSource.Explicit or LimitSource.Policy;
}
