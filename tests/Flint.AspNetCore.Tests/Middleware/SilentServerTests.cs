using System.Net;
using Flint.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Flint.AspNetCore.Tests.Middleware;

/// <summary>An app on Kestrel whose limits are on a server that hangs, goes on, and goes away.</summary>
public sealed class SilentServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(OnUnavailable.Deny, HttpStatusCode.ServiceUnavailable)]
    [InlineData(OnUnavailable.Allow, HttpStatusCode.OK)]
    public async Task Requests_should_be_answered_when_their_patience_is_over_and_be_limited_as_soon_as_the_server_answers(OnUnavailable then, HttpStatusCode status)
    {
        await using var server = await StartServerAsync();
        await using var limiter = new SharedLimiter(server.Urls.First(), timeout: TimeSpan.FromMinutes(5));
        await using var app = await App.StartAsync(limiter, _clock, app =>
        {
            app.UseFlint(o => (o.Key, o.OnUnavailable, o.Timeout) = ("k", then, Patience));
            app.Run(context => context.Response.WriteAsync("hello"));
        });

        var request = app.Http.GetAsync("/");
        await _asked.Task;
        _clock.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(request.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        using var response = await request;
        Assert.Equal(status, response.StatusCode);

        _goOn.SetResult();
        Assert.Equal(429, await app.GetAsync("/"));

        await server.StopAsync();
        Assert.Equal((int)status, await app.GetAsync("/")); // at once: nobody listens there
    }

    // It refuses, so that its answer is seen whatever comes of requests without one.
    private async Task<WebApplication> StartServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.MapPost("/v1/check", async context =>
        {
            _asked.TrySetResult();
            await _goOn.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsJsonAsync(new
            {
                key = "k",
                allowed = false,
                cost = 1,
                remaining = 0,
                reset_at = "2026-01-01T01:00:00Z",
                algorithm = "token_bucket",
                limit = 1,
                retry_after_ms = 1000,
            });
        });
        await server.StartAsync();
        return server;
    }
}
