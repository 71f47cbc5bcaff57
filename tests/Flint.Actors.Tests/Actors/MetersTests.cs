using System.Diagnostics.Metrics;
using Akka.Actor;
using Flint.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.Tests.Actors;

public sealed class MetersTests : DiskLimits
{
    private readonly IMeterFactory _meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    [Fact]
    public async Task Checks_and_decisions_should_be_counted_whichever_way_they_come()
    {
        using var readings = Read();
        var limiter = await OpenAsync();
        var limits = FlintLimits.Get(limiter.System);

        await limiter.CheckAsync("one");
        await limiter.AllowAsync("one");
        await limiter.CheckAllAsync(["many", "log"]);
        await limiter.AllowAllAsync(["many", "one"]);
        await limits.Ref.Ask<CheckResult>(new Check("one"));
        await limits.Ref.Ask<CheckAllResult>(new CheckAll("many", "log"));
        await limiter.PeekAsync("many");
        await limiter.StatusAsync("many");
        await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await limiter.CheckAsync("unknown"));
        await Assert.ThrowsAsync<LimitNotConfiguredException>(() => limits.Ref.Ask<CheckResult>(new Check("unknown")));

        Assert.Equal([("check", 5), ("check_all", 3)], readings.Sums("flint.checks", "flint.operation"));
        Assert.Equal(
            [("allowed, sliding_window_log", 2), ("allowed, token_bucket", 3), ("denied, token_bucket", 3)],
            readings.Sums("flint.decisions", "flint.decision", "flint.algorithm"));
    }

    [Fact]
    public async Task Check_should_be_timed_from_the_call_to_its_answer_and_the_disk_for_itself()
    {
        using var readings = Read();
        var limiter = await OpenAsync();
        readings.Clear();
        using var hold = Disk.Hold = new SyncHold();

        var granted = limiter.CheckAsync("many");
        hold.WaitForSync();
        Clock.Advance(TimeSpan.FromMilliseconds(40));
        var behind = new[] { limiter.CheckAsync("log").AsTask(), limiter.CheckAsync("log").AsTask() };
        await limiter.PeekAsync("log"); // they are decided
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        hold.Dispose();
        await granted;
        await Task.WhenAll(behind);
        await Assert.ThrowsAsync<InvalidCostException>(async () => await limiter.CheckAsync("one", 2));

        Assert.Equal(
            [("Flint.InvalidCostException", 0), ("allowed", 0.01), ("allowed", 0.01), ("allowed", 0.05)],
            readings["flint.check.duration"].Select(r => (r["flint.decision"] ?? r["error.type"], r.Value)).OrderBy(r => r.Value));
        Assert.Equal(0.05, readings["flint.log.sync.duration"][0].Value);
        Assert.Equal(3, readings["flint.log.commit.events"].Sum(r => r.Value));
    }

    [Fact]
    public async Task Waiting_requests_awake_keys_and_the_size_of_the_log_should_be_shown_while_the_limiter_is_open()
    {
        using var readings = Read();
        var limiter = await OpenAsync(passivateAfter: TimeSpan.FromMinutes(1));
        using var hold = Disk.Hold = new SyncHold();
        var checks = new[] { limiter.CheckAsync("many").AsTask(), limiter.CheckAsync("many").AsTask() };

        Assert.Equal((2, 3), (readings.Now("flint.requests.waiting"), readings.Now("flint.keys.resident")));
        hold.Dispose();
        await Task.WhenAll(checks);
        Assert.Equal((0, 3, Disk.Used("flint.aof").Length), (readings.Now("flint.requests.waiting"), readings.Now("flint.keys.resident"), readings.Now("flint.log.size")));

        Clock.Advance(TimeSpan.FromMinutes(3));
        while ((await Partitions(limiter)).Exists(p => p.Keys.Count > 0))
        {
            // each is asked, and answers, before it sleeps
        }
        Assert.Equal(0, readings.Now("flint.keys.resident"));

        await limiter.DisposeAsync();
        Assert.Null(readings.Now("flint.log.size"));
        await OpenAsync();
        Assert.NotNull(readings.Now("flint.log.size"));
    }

    [Fact]
    public async Task Instruments_should_have_units_and_no_tag_that_grows_with_the_keys()
    {
        using var readings = Read();
        var limiter = await OpenAsync();
        await limiter.CheckAsync("many");
        await limiter.CheckAllAsync(["many", "log"]);
        readings.Now("flint.log.size");

        Assert.Equal(
            [
                "flint.check.duration s: flint.decision, flint.operation",
                "flint.checks {check}: flint.operation",
                "flint.decisions {decision}: flint.algorithm, flint.decision",
                "flint.keys.resident {key}: ",
                "flint.log.commit.events {event}: ",
                "flint.log.size By: ",
                "flint.log.sync.duration s: ",
                "flint.requests.waiting {request}: ",
            ],
            readings.Instruments
                .Select(i => $"{i.Name} {i.Unit}: {string.Join(", ", readings[i.Name].SelectMany(r => r.Tags).Select(tag => tag.Key).Distinct().Order())}")
                .Order(StringComparer.Ordinal));
        Assert.DoesNotContain(readings.Instruments.SelectMany(i => readings[i.Name]).SelectMany(r => r.Tags), tag => tag.Value is "many" or "log");
    }

    [Fact]
    public async Task Limiter_without_a_container_should_have_a_meter_of_its_own()
    {
        // The instruments that there are already, of limiters of other tests, are told to the listener as it starts: on this thread, too.
        var (opening, thread) = (false, Environment.CurrentManagedThreadId);
        using var readings = new MeterReadings(i => opening && Environment.CurrentManagedThreadId == thread && i.Meter is { Name: "Flint.Actors", Scope: null });
        opening = true;
        var limiter = Open();
        opening = false;
        await limiter.LimitAsync("k", 5, "1d");

        await limiter.CheckAsync("k");
        await limiter.CheckAsync("k");

        Assert.Equal(2, readings["flint.checks"].Sum(r => r.Value));
        Assert.Equal(3, readings["flint.log.commit.events"].Sum(r => r.Value));
    }

    private MeterReadings Read() => new(instrument => instrument.Meter.Scope == _meters);

    private async Task<Limiter> OpenAsync(TimeSpan? passivateAfter = null)
    {
        var limiter = Open(meters: _meters, passivateAfter: passivateAfter);
        await limiter.LimitAsync("one", 1, "1d");
        await limiter.LimitAsync("many", 100, "1d");
        await limiter.LimitAsync("log", 100, "1d", Algorithm.SlidingWindowLog);
        foreach (var key in (string[])["one", "many", "log"])
            await limiter.ResetAsync(key); // which wakes it
        return limiter;
    }
}
