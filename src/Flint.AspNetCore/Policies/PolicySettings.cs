using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Flint.AspNetCore.Policies;

/// <summary>What configuration says of a policy: <c>{ "Rate": 100, "Per": "1m", "Algorithm": "token_bucket", "Cost": 1, "Enforcement": "Enforce" }</c>, each left out or not.</summary>
/// <param name="Policy">Its limit, or null.</param>
/// <param name="Cost">What a request is charged, or null.</param>
/// <param name="Enforcement">What comes of a denial, or null.</param>
internal sealed record PolicySettings(LimitPolicy? Policy, long? Cost, Enforcement? Enforcement)
{
    /// <summary>A policy that configuration does not speak of.</summary>
    public static PolicySettings None { get; } = new(null, null, null);

    private static readonly string[] Known = [nameof(LimitTerms.Rate), nameof(LimitTerms.Per), nameof(LimitTerms.Algorithm), nameof(Cost), nameof(Enforcement)];

    /// <summary>Reads a section; its key is the policy's name.</summary>
    /// <exception cref="InvalidOperationException">A value cannot be read or is out of bounds; the message names its place.</exception>
    public static PolicySettings Read(IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
            throw Wrong(section.Path, $"\"{section.Value}\" is no policy: it has {string.Join(", ", Known)}");
        foreach (var child in section.GetChildren())
        {
            if (!Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw Wrong(child.Path, $"a policy has {string.Join(", ", Known)}");
            if (child.GetChildren().FirstOrDefault() is { } below)
                throw Wrong(below.Path, $"{child.Key} is one value");
        }
        try
        {
            var (policy, cost) = (ReadPolicy(section), ReadCost(section));
            if (cost > policy?.Terms.Rate)
                throw Wrong($"{section.Path}:{nameof(Cost)}", $"{cost} is above the rate, {policy.Terms.Rate}: no request could pass");
            return new PolicySettings(policy, cost, ReadEnforcement(section));
        }
        catch (InvalidInputException e)
        {
            throw Wrong(section.Path, e.Message);
        }
    }

    private static LimitPolicy? ReadPolicy(IConfigurationSection section)
    {
        var (rate, per, algorithm) = (Number(section, nameof(LimitTerms.Rate)), section[nameof(LimitTerms.Per)], section[nameof(LimitTerms.Algorithm)]);
        if (rate is null && per is null && algorithm is null)
            return null;
        if (rate is not { } units || per is null)
            throw Wrong(section.Path, "Rate and Per go together");
        return new LimitPolicy(section.Key, new LimitTerms(units, per, algorithm is null ? Algorithm.TokenBucket : AlgorithmNames.Parse(algorithm)));
    }

    private static long? ReadCost(IConfigurationSection section)
    {
        if (Number(section, nameof(Cost)) is not { } cost)
            return null;
        LimitRules.RequireCost(cost);
        return cost;
    }

    private static Enforcement? ReadEnforcement(IConfigurationSection section)
    {
        if (section[nameof(Enforcement)] is not { } text)
            return null;
        // Not by Enum.Parse, which takes numbers and lists of names too.
        foreach (var enforcement in Enum.GetValues<Enforcement>())
            if (string.Equals(text, enforcement.ToString(), StringComparison.OrdinalIgnoreCase))
                return enforcement;
        throw Wrong($"{section.Path}:{nameof(Enforcement)}", $"\"{text}\" is none of {string.Join(", ", Enum.GetNames<Enforcement>())}");
    }

    private static long? Number(IConfigurationSection section, string name)
    {
        if (section[name] is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong($"{section.Path}:{name}", $"\"{text}\" is no whole number");
    }

    private static InvalidOperationException Wrong(string path, string why) => new($"{path}: {why}");
}
