using Akka.Actor;
using Flint.Messages;
using Flint.Tests.Support;

namespace Flint.Tests.Actors;

public sealed class HistoryTests : DiskLimits
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Everything_that_happens_to_a_key_should_be_told_in_order()
    {
        var limiter = Open();
        var start = Clock.GetUtcNow();
        await limiter.LimitAsync("k", 4, "1d", Algorithm.FixedWindowCounter);
        await limiter.LimitAsync("l", 1, "1d");
        Clock.Advance(Second);
        await limiter.CheckAsync("k", 2);
        Clock.Advance(Second);
        await limiter.CheckAllAsync([("l", 1), ("k", 2)]);
        Clock.Advance(Second);
        await limiter.CheckAsync("k");
        Clock.Advance(Second);
        await limiter.CheckAllAsync(["k", "l"]);
        await limiter.CheckAsync("k", 3);
        Clock.Advance(Second);
        await limiter.ResetAsync("k");
        await limiter.LimitAsync("k", 4, "1d", Algorithm.FixedWindowCounter); // as it is: nothing happens
        await limiter.LimitAsync("k", 5, "250ms");

        var all = new CheckItem[] { ("l", 1), ("k", 2) };
        Assert.Equal(
            [
                new LimitConfigured("k", start, 4, TimeSpan.FromDays(1), Algorithm.FixedWindowCounter),
                new CostGranted("k", start + Second, 2),
                new CheckAllGranted("k", start + (2 * Second), 2, all),
                new CostsDenied("k", start + (3 * Second), start + (4 * Second), 3, 5),
                new QuotaReset("k", start + (5 * Second)),
                new LimitConfigured("k", start + (5 * Second), 5, TimeSpan.FromMilliseconds(250), Algorithm.TokenBucket),
            ],
            await History(limiter, "k"));
        Assert.Equal(
            [new LimitConfigured("l", start, 1, TimeSpan.FromDays(1), Algorithm.TokenBucket), new CheckAllGranted("l", start + (2 * Second), 1, all)],
            await History(limiter, "l"));

        await FlintLimits.Get(limiter.System).Ref.Ask<Akka.Done>(new RemoveLimit("k"));
        Assert.Empty(await History(limiter, "k"));
        await limiter.LimitAsync("k", 6, "1d");
        Assert.Equal([new LimitConfigured("k", start + (5 * Second), 6, TimeSpan.FromDays(1), Algorithm.TokenBucket)], await History(limiter, "k"));
    }

    [Fact]
    public async Task Grants_that_were_written_together_should_be_told_one_by_one()
    {
        var limiter = Open(historyKeep: 1000);
        await limiter.LimitAsync("k", 500, "1d");

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => limiter.CheckAsync("k").AsTask()));

        var past = await History(limiter, "k");
        Assert.Equal(501, past.Count);
        Assert.All(past.Skip(1), grant => Assert.Equal(new CostGranted("k", Clock.GetUtcNow(), 1), grant));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(null)]
    public async Task History_should_be_the_newest_events_and_never_more_than_are_kept(int? keep)
    {
        var limiter = Open(historyKeep: keep);
        await limiter.LimitAsync("k", 1000, "1d");
        for (var cost = 1; cost <= 120; cost++)
        {
            await limiter.CheckAsync("k", cost % 10 + 1);
            if (cost is 3 or 119)
                Assert.Equal(Math.Min(keep ?? 100, cost + 1), (await History(limiter, "k")).Count);
        }

        var costs = (await History(limiter, "k")).Select(past => Assert.IsType<CostGranted>(past).Cost);

        Assert.Equal(Enumerable.Range(1, 120).Select(cost => cost % 10 + 1L).TakeLast(keep ?? 100), costs);
    }

    [Fact]
    public async Task A_row_of_denials_should_be_one_event_however_many_lines_it_took()
    {
        var limiter = Open(historyKeep: 2);
        await limiter.LimitAsync("k", 1, "1000d");
        await limiter.CheckAsync("k");
        var granted = Clock.GetUtcNow();
        for (var i = 0; i < 50; i++)
        {
            Clock.Advance(Second);
            await limiter.CheckAsync("k");
            await limiter.FlushAsync();
        }

        Assert.Equal(
            [new CostGranted("k", granted, 1), new CostsDenied("k", granted + Second, granted + (50 * Second), 50, 50)],
            await History(limiter, "k"));
    }

    [Fact]
    public async Task What_was_told_should_have_been_recorded()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 1, "1d");
        await limiter.LimitAsync("l", 1, "1d");
        await limiter.CheckAllAsync(["k", "l"]);
        await limiter.CheckAsync("k");

        var told = await History(limiter, "k");
        Kill();

        Assert.IsType<CostsDenied>(told[^1]);
        Assert.IsType<CheckAllGranted>(told[^2]);
        Assert.Equal(told, await History(Open(), "k"));
    }

    [Fact]
    public async Task A_sleeping_key_should_be_told_of_and_not_woken()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 1, "1d");
        await limiter.CheckAsync("k");
        await limiter.CheckAsync("k");
        var told = await History(limiter, "k");
        await limiter.DisposeAsync();

        limiter = Open();

        Assert.Equal(told, await History(limiter, "k"));
        Assert.Empty(await History(limiter, "nobody"));
        for (var i = 0; i < 8; i++)
            Assert.Empty((await Actor(limiter, $"/user/flint/partition-{i}").Ask<AwakeKeys>(GetAwakeKeys.Instance)).Keys);
    }

    [Fact]
    public async Task Times_should_be_those_of_the_status_when_the_clock_was_set_back()
    {
        var clock = new SteppingClock();
        var limiter = Open(clock: clock);
        await limiter.LimitAsync("k", 2, "1d");
        await limiter.CheckAsync("k");
        Kill();
        clock.Step(TimeSpan.FromHours(-1));
        limiter = Open(clock: clock);
        await limiter.CheckAsync("k");

        var status = await limiter.StatusAsync("k");

        Assert.Equal(status!.LastAllowedAt, Assert.IsType<CostGranted>((await History(limiter, "k"))[^1]).At);
        Assert.Equal(clock.GetUtcNow(), status.LastAllowedAt);
    }

    [Fact]
    public async Task A_limiter_that_is_closed_or_has_failed_should_say_so()
    {
        var limiter = Open();
        await limiter.LimitAsync("k", 1, "1d");
        await limiter.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => History(limiter, "k"));

        limiter = Open();
        await limiter.CheckAsync("k");
        await limiter.CheckAsync("k");
        Disk.Fault = new DiskFault(c => c.Operation == "write", At: 1, DiskFault.InputOutputError);
        await Assert.ThrowsAsync<StorageFailedException>(() => History(limiter, "k"));
        await Assert.ThrowsAsync<StorageFailedException>(async () => await limiter.CompactAsync());
    }
}
