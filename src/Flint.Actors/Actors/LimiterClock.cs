namespace Flint.Actors;

/// <summary>
/// The limiter's clock: starts at the wall clock or the newest instant of the log, whichever is later, and runs on the monotonic clock.
/// So no stored time is ever in its future, and a step of the wall clock changes nothing. What users see is shifted back by what it started ahead.
/// </summary>
internal sealed class LimiterClock
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly long _base;
    private readonly long _ahead;

    /// <summary>Starts now.</summary>
    /// <param name="time">Wall and monotonic clock.</param>
    /// <param name="newestInLog">The newest instant of the log in UTC ticks; 0 if there is none.</param>
    public LimiterClock(TimeProvider time, long newestInLog = 0)
    {
        _time = time;
        _started = time.GetTimestamp();
        var wall = time.GetUtcNow().UtcTicks;
        _base = Math.Max(wall, newestInLog);
        _ahead = _base - wall;
    }

    /// <summary>Now, in UTC ticks.</summary>
    public long Now() => _base + _time.GetElapsedTime(_started).Ticks;

    /// <summary>An instant of this clock as users see it.</summary>
    public DateTimeOffset ToUser(long instant) =>
        new(Math.Clamp(instant - _ahead, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    /// <summary>As <see cref="ToUser"/>, with 0 for never.</summary>
    public DateTimeOffset? ToUserOrNull(long instant) => instant == 0 ? null : ToUser(instant);
}
