namespace Flint.Limits;

/// <summary>A limit's numbers, within what the arithmetic carries (<see cref="Clamped"/>).</summary>
/// <param name="Algorithm">How the limit counts.</param>
/// <param name="Rate">How much may be spent in a period, in units of cost: 1 to <see cref="HighestRate"/>.</param>
/// <param name="PerTicks">The period, in ticks of 100 ns: 1 to <see cref="LongestPerTicks"/>.</param>
public readonly record struct Terms(Algorithm Algorithm, long Rate, long PerTicks)
{
    /// <summary>The highest rate that every product of the arithmetic carries; <see cref="LimitRules.MaxRate"/> is what configuration accepts.</summary>
    public const long HighestRate = long.MaxValue;

    /// <summary>
    /// The longest period, 1,000,000 days in ticks: an instant of this or the next thousand years and a period still make a <see cref="DateTimeOffset"/>.
    /// <see cref="LimitRules.MaxPer"/> is what configuration accepts.
    /// </summary>
    public const long LongestPerTicks = 1_000_000 * TimeSpan.TicksPerDay;

    /// <summary>
    /// The nearest terms that can be served without overflow, for limits of older data that no bound was ever put on;
    /// they differ from what was given only where that had to be clamped. 128 bits, so that milliseconds of any size can be multiplied up to ticks.
    /// </summary>
    public static Terms Clamped(Algorithm algorithm, Int128 rate, Int128 perTicks) =>
        new(algorithm, (long)Int128.Clamp(rate, 1, HighestRate), (long)Int128.Clamp(perTicks, 1, LongestPerTicks));
}
