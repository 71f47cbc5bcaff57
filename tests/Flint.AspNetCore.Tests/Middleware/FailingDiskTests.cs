using System.Net;
using Flint.AspNetCore.Tests.Support;
using Flint.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Flint.AspNetCore.Tests.Middleware;

/// <summary>An app on Kestrel whose embedded limiter writes to a disk that fails or hangs.</summary>
public sealed class FailingDiskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryDisk _disk = new();

    public static TheoryData<string, OnUnavailable, HttpStatusCode> Failures => new()
    {
        { "sync", OnUnavailable.Deny, HttpStatusCode.ServiceUnavailable },
        { "sync", OnUnavailable.Allow, HttpStatusCode.OK },
        { "write", OnUnavailable.Deny, HttpStatusCode.ServiceUnavailable },
        { "write", OnUnavailable.Allow, HttpStatusCode.OK },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Requests_should_be_answered_at_once_when_the_disk_has_failed_and_be_limited_again_over_a_sound_one(string operation, OnUnavailable then, HttpStatusCode status)
    {
        await using (var limiter = DiskLimiter.Open(_disk, _clock))
        {
            await using var app = await StartAsync(limiter, then);
            Assert.Equal([200, 200], await app.GetAsync("/", 2));
            _disk.Fault = new DiskFault(call => call.Operation == operation, At: 1, DiskFault.InputOutputError);

            // The clock stands still: no timeout helps.
            Assert.All(await app.GetAsync("/", 3), answer => Assert.Equal((int)status, answer));

            Assert.NotNull(limiter.Failure);
            Assert.Single(app.Logs.Lines, line => line.StartsWith("Error: The limiter gives no answer", StringComparison.Ordinal));
        }

        _disk.Fault = null;
        await using var again = DiskLimiter.Open(_disk, _clock);
        await using var restarted = await StartAsync(again, then);
        var answers = await restarted.GetAsync("/", 4);
        Assert.InRange(answers.Count(answer => answer == 200), 2, 3); // what failed may be charged
        Assert.Equal(429, answers[^1]);
    }

    [Theory]
    [InlineData(OnUnavailable.Deny, HttpStatusCode.ServiceUnavailable)]
    [InlineData(OnUnavailable.Allow, HttpStatusCode.OK)]
    public async Task Request_should_be_answered_when_its_patience_is_over_though_the_disk_hangs_and_the_next_be_limited_when_it_goes_on(OnUnavailable then, HttpStatusCode status)
    {
        await using var limiter = DiskLimiter.Open(_disk, _clock);
        await using var app = await StartAsync(limiter, then);
        Assert.Equal(200, await app.GetAsync("/"));
        using var hold = _disk.Hold = new SyncHold();
        var request = app.Http.GetAsync("/");
        hold.WaitForSync();

        _clock.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(request.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        using var response = await request;
        hold.Dispose();

        Assert.Equal(status, response.StatusCode);
        Assert.Equal([200, 200, 200, 429], await app.GetAsync("/", 4)); // the one that was given up had been decided: it is charged
    }

    private Task<App> StartAsync(ILimiter limiter, OnUnavailable then) => App.StartAsync(limiter, _clock, app =>
    {
        app.UseFlint(o => (o.Key, o.Rate, o.Per, o.OnUnavailable, o.Timeout) = ("k", 5, "1h", then, Patience));
        app.Run(context => context.Response.WriteAsync("hello"));
    });
}
