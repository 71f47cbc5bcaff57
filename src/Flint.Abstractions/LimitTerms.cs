namespace Flint;

/// <summary>A limit as code or configuration writes it, before it belongs to a key: <c>new LimitTerms(100, "1m")</c>.</summary>
public sealed record LimitTerms
{
    /// <param name="rate">How much may be spent in <paramref name="per"/>.</param>
    /// <param name="per">The period, in whole milliseconds.</param>
    /// <param name="algorithm">How the limit counts.</param>
    /// <exception cref="InvalidRateException">The rate is out of bounds.</exception>
    /// <exception cref="InvalidDurationException">The period is out of bounds.</exception>
    /// <exception cref="UnknownAlgorithmException">The algorithm is none of the defined ones.</exception>
    public LimitTerms(long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket)
    {
        LimitRules.RequireRate(rate);
        LimitRules.RequirePer(per);
        LimitRules.RequireAlgorithm(algorithm);
        (Rate, Per, Algorithm) = (rate, per, algorithm);
    }

    /// <summary>As the other, with the period as people write it, such as <c>10s</c> or <c>1m</c>.</summary>
    public LimitTerms(long rate, string per, Algorithm algorithm = Algorithm.TokenBucket)
        : this(rate, Duration.Parse(per), algorithm)
    {
    }

    /// <summary>How much may be spent in <see cref="Per"/>.</summary>
    public long Rate { get; }

    /// <summary>The period.</summary>
    public TimeSpan Per { get; }

    /// <summary>How the limit counts.</summary>
    public Algorithm Algorithm { get; }
}
