using Flint.Limits;

namespace Flint.State;

/// <summary>A limit for every key that matches the pattern and has none of its own.</summary>
/// <param name="Pattern">The beginning of keys and a <c>*</c> behind it, or one key.</param>
/// <param name="Terms">What such a key may spend.</param>
/// <param name="IdleTicks">For how long such a key is idle, with its quota full, before it is forgotten.</param>
public sealed record Template(string Pattern, Terms Terms, long IdleTicks)
{
    /// <summary>The limit of a key that has taken the template.</summary>
    public LimitConfig Config { get; } = new(Terms, LimitSource.Template, Pattern);

    /// <summary>Whether it speaks for all keys with a beginning, or for one.</summary>
    public bool IsPrefix => Pattern.EndsWith(LimitRules.AnyEnd);

    /// <summary>What its keys begin with; the key itself where it speaks for one.</summary>
    public string Prefix => IsPrefix ? Pattern[..^1] : Pattern;
}
