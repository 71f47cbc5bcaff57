namespace Flint.Client.Json;

/// <summary>From ticks to the precision of the wire, so that who waits as long as told never comes too early.</summary>
internal static class Rounding
{
    public static DateTimeOffset UpToMicrosecond(DateTimeOffset time)
    {
        var over = time.UtcTicks % TimeSpan.TicksPerMicrosecond;
        if (over == 0)
            return time;
        var up = TimeSpan.TicksPerMicrosecond - over;

        // The last instant there is has no later microsecond to round to.
        return time.UtcTicks > DateTimeOffset.MaxValue.UtcTicks - up ? time : time.AddTicks(up);
    }

    public static long UpToMillisecond(TimeSpan span)
    {
        var (millis, over) = Math.DivRem(span.Ticks, TimeSpan.TicksPerMillisecond);
        return over > 0 ? millis + 1 : millis;
    }
}
