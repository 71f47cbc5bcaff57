using Flint.Limits;

namespace Flint.Actors.Tests.Limits.Support;

/// <summary>Words to write limit tests in: seconds and milliseconds after a start.</summary>
public abstract class LimitTestBase
{
    protected const long Ms = TimeSpan.TicksPerMillisecond;
    protected const long Second = TimeSpan.TicksPerSecond;

    protected static long Start { get; } = Story.Start;

    /// <summary>Spends one unit at a time for as long as there is one, and says how many there were.</summary>
    protected static long Drain(ref Quota quota, Terms terms, long now)
    {
        var granted = 0;
        for (; quota.Available(terms, now) > 0; granted++)
            quota = quota.Spend(terms, now, 1);
        return granted;
    }
}
