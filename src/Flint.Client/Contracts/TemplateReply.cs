using Flint.Client.Json;

namespace Flint.Client.Contracts;

/// <summary>A template.</summary>
/// <param name="Pattern">The beginning of keys and a <c>*</c> behind it, or one key.</param>
/// <param name="Rate">How much each key may spend in a period.</param>
/// <param name="PerMillis">The period, in milliseconds.</param>
/// <param name="Algorithm">The name of the algorithm.</param>
/// <param name="IdleTtlMillis">For how long a key is idle, with its quota full, before it is forgotten, in milliseconds.</param>
public sealed record TemplateReply(string Pattern, long Rate, long PerMillis, string Algorithm, long IdleTtlMillis)
{
    /// <summary>The answer that says what <paramref name="template"/> says.</summary>
    public static TemplateReply From(LimitTemplate template) => new(
        template.Pattern, template.Rate, Rounding.UpToMillisecond(template.Per), template.Algorithm.Name(), Rounding.UpToMillisecond(template.IdleTtl));

    /// <summary>What the answer says.</summary>
    /// <exception cref="UnknownAlgorithmException">The answer names an algorithm that this version does not know.</exception>
    public LimitTemplate ToTemplate() => new(Pattern, Rate, TimeSpan.FromMilliseconds(PerMillis), AlgorithmNames.Parse(Algorithm), TimeSpan.FromMilliseconds(IdleTtlMillis));
}
