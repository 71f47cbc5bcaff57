namespace Flint.Campaigns.Faults;

/// <summary>A clock that stands still and whose timers never fire: what a log does hangs on what it is asked alone.</summary>
internal sealed class StoppedClock : TimeProvider
{
    public static readonly StoppedClock Instance = new();

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
