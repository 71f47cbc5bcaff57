namespace Flint;

/// <summary>The answer to a check_all.</summary>
/// <param name="Allowed">Whether every item was granted; if not, nothing was charged.</param>
/// <param name="DeniedKey">The first key of the request that refused, or null.</param>
/// <param name="Results">In the order of the request; on a denial up to the denied key, the earlier ones as they would have been.</param>
public sealed record CheckAllResult(bool Allowed, string? DeniedKey, IReadOnlyList<CheckResult> Results);
