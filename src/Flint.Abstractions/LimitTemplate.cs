namespace Flint;

/// <summary>A limit for every key that matches a pattern and has none of its own.</summary>
/// <param name="Pattern">The beginning of keys and a <c>*</c> behind it, or one key.</param>
/// <param name="Rate">How much each of them may spend in <paramref name="Per"/>.</param>
/// <param name="Per">The period.</param>
/// <param name="Algorithm">How each of them counts.</param>
/// <param name="IdleTtl">For how long one of them is idle, with its quota full, before it is forgotten.</param>
public sealed record LimitTemplate(string Pattern, long Rate, TimeSpan Per, Algorithm Algorithm, TimeSpan IdleTtl);
