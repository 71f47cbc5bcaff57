namespace Flint.Testing;

/// <summary>A machine's clocks: the wall clock can be stepped apart from the monotonic one. Timers never fire.</summary>
public sealed class SteppingClock : TimeProvider
{
    private long _monotonic;
    private long _wall = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Runs before every look at the clock.</summary>
    public Action? Looking { get; set; }

    public override long GetTimestamp()
    {
        Looking?.Invoke();
        return Interlocked.Read(ref _monotonic);
    }

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _wall), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

    /// <summary>Time passes.</summary>
    public void Advance(TimeSpan time)
    {
        Interlocked.Add(ref _monotonic, time.Ticks);
        Interlocked.Add(ref _wall, time.Ticks);
    }

    /// <summary>The wall clock is set; no time passes.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref _wall, by.Ticks);

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
