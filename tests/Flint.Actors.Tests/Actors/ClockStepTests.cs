using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class ClockStepTests : DiskLimits
{
    public static TheoryData<Algorithm, int> Steps
    {
        get
        {
            var steps = new TheoryData<Algorithm, int>();
            foreach (var algorithm in Enum.GetValues<Algorithm>())
                foreach (var hours in new[] { -24 * 365, -24, -1, 1, 24, 24 * 365 })
                    steps.Add(algorithm, hours);
            return steps;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Step_while_running_should_change_nothing(Algorithm algorithm, int hours)
    {
        var clock = new SteppingClock();
        var limiter = Open(SyncMode.Batch(), clock: clock);
        await limiter.LimitAsync("k", 5, "1m", algorithm);
        Assert.True(await limiter.AllowAsync("k", 5));

        clock.Step(TimeSpan.FromHours(hours));

        Assert.False(await limiter.AllowAsync("k", 5));
        clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.False(await limiter.AllowAsync("k", 5));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(await limiter.AllowAsync("k", 5));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Step_across_a_restart_should_lock_for_a_window_and_grant_a_quota_at_most(Algorithm algorithm, int hours)
    {
        var clock = new SteppingClock();
        var limiter = Open(clock: clock);
        await limiter.LimitAsync("k", 5, "1m", algorithm);
        Assert.True(await limiter.AllowAsync("k", 5));
        Kill();

        clock.Step(TimeSpan.FromHours(hours));
        limiter = Open(clock: clock);

        // Forward, the time is taken as passed: one quota. Back, the limiter goes on where its log ended: one window.
        Assert.Equal(hours > 0, await limiter.AllowAsync("k", 5));
        Assert.False(await limiter.AllowAsync("k", 5));
        var status = (await limiter.StatusAsync("k"))!;
        Assert.InRange(status.ResetAt, clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await limiter.AllowAsync("k", 5));
    }

    [Fact]
    public async Task Times_should_be_shown_by_the_wall_clock_of_the_opening()
    {
        var clock = new SteppingClock();
        var limiter = Open(clock: clock);
        await limiter.LimitAsync("k", 5, "1m");
        Kill();
        clock.Step(TimeSpan.FromDays(-1));

        limiter = Open(clock: clock);
        clock.Advance(TimeSpan.FromSeconds(3));
        await limiter.CheckAsync("k");

        Assert.Equal(clock.GetUtcNow(), (await limiter.StatusAsync("k"))!.LastAllowedAt);
    }
}
