namespace Flint.Limits;

/// <summary>Instants are UTC ticks of 100 ns, from 0 to <see cref="Last"/>.</summary>
internal static class Instant
{
    /// <summary>The last instant a <see cref="DateTimeOffset"/> can name: what would come later is said to come then.</summary>
    public static readonly long Last = DateTimeOffset.MaxValue.UtcTicks;

    /// <summary>The nearest instant that exists.</summary>
    public static long Clamp(long ticks) => Math.Clamp(ticks, 0, Last);

    /// <summary>The instant so many ticks later, or the last one.</summary>
    public static long After(long instant, Int128 ticks) => (long)Int128.Min(instant + ticks, Last);
}
