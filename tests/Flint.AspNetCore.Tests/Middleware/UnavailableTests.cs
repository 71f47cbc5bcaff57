using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Flint.AspNetCore.Tests.Support;
using Flint.RateLimiting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.AspNetCore.Tests.Middleware;

public sealed class UnavailableTests : EmbeddedLimits
{
    public static TheoryData<Func<CancellationToken, Task>> Faults =>
    [
        _ => Task.FromException(new StorageFailedException("the disk is gone")),
        _ => Task.FromException(new LimiterOverloadedException("too many wait")),
        _ => Task.FromException(new RequestNotDecidedException("stopping")),
        _ => Task.FromException(new OutcomeUnknownException("stopped")),
        _ => Task.FromException(new ObjectDisposedException("limiter")),
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Deny_should_answer_503_and_recover_by_itself(Func<CancellationToken, Task> fault)
    {
        var (limiter, app) = await StartAsync(OnUnavailable.Deny);
        await using var _ = app;
        limiter.Fault = fault;

        using var refused = await app.Http.GetAsync("/");
        Assert.Equal(503, await app.GetAsync("/"));
        limiter.Fault = null;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));
        Assert.Equal("rate limiter unavailable", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        Assert.Equal([200, 200, 429], await app.GetAsync("/", 3));
        Assert.Equal(
            ["Error: The limiter gives no answer; requests meet Deny until it does", "Information: The limiter answers again"],
            app.Logs.Lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Allow_should_pass(Func<CancellationToken, Task> fault)
    {
        var (limiter, app) = await StartAsync(OnUnavailable.Allow);
        await using var _ = app;
        limiter.Fault = fault;

        Assert.Equal([200, 200, 200], await app.GetAsync("/", 3));
        limiter.Fault = null;

        Assert.Equal([200, 200, 429], await app.GetAsync("/", 3));
    }

    [Theory]
    [InlineData(OnUnavailable.Deny, HttpStatusCode.ServiceUnavailable)]
    [InlineData(OnUnavailable.Allow, HttpStatusCode.OK)]
    public async Task Limiter_that_never_answers_should_be_waited_for_until_the_timeout(OnUnavailable then, HttpStatusCode status)
    {
        var (limiter, app) = await StartAsync(then);
        await using var _ = app;
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        limiter.Fault = ct =>
        {
            asked.SetResult();
            return Task.Delay(Timeout.Infinite, ct);
        };
        var request = app.Http.GetAsync("/");
        await asked.Task;

        Clock.Advance(TimeSpan.FromMilliseconds(299));
        Assert.False(request.IsCompleted);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        using var response = await request;
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Everything_that_is_asked_for_one_request_should_have_the_timeout_together()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var limiter = new FaultyLimiter(Limiter)
        {
            Fault = ct =>
            {
                asked.TrySetResult();
                return Task.Delay(Timeout.Infinite, ct);
            },
        };
        var watched = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["a:Enforcement"] = "Shadow", ["b:Enforcement"] = "Shadow" })
            .Build();
        await using var app = await App.StartAsync(
            limiter,
            Clock,
            app =>
            {
                app.UseFlint(o => (o.Key, o.Rate, o.Per, o.OnUnavailable, o.Timeout) = ("k", 2, "1h", OnUnavailable.Allow, TimeSpan.FromMilliseconds(300)));
                app.MapGet("/", () => "hello").RequireFlint("a").RequireFlint("b");
            },
            services => services.AddFlintPolicies(
                policies => policies.Add("a", _ => "a", new LimitTerms(2, "1h")).Add("b", _ => "b", new LimitTerms(2, "1h")), watched));
        var request = app.Http.GetAsync("/");
        await asked.Task;

        Clock.Advance(TimeSpan.FromMilliseconds(300));

        using var response = await request;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Caller_who_has_gone_should_not_be_taken_for_a_limiter_that_gives_no_answer()
    {
        var (limiter, app) = await StartAsync(OnUnavailable.Deny);
        await using var _ = app;
        var (asked, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        limiter.Fault = async ct =>
        {
            ct.UnsafeRegister(_ => cancelled.SetResult(), null);
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
        };
        using var gone = new CancellationTokenSource();
        var request = app.Http.GetAsync("/", gone.Token);
        await asked.Task;

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await cancelled.Task; // the check is given up, and not charged
        limiter.Fault = null;

        Assert.Equal([200, 200, 429], await app.GetAsync("/", 3));
        Assert.DoesNotContain(app.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private async Task<(FaultyLimiter Limiter, App App)> StartAsync(OnUnavailable then)
    {
        var limiter = new FaultyLimiter(Limiter);
        var app = await App.StartAsync(limiter, Clock, app =>
        {
            app.UseFlint(o => (o.Key, o.Rate, o.Per, o.OnUnavailable, o.Timeout) = ("k", 2, "1h", then, TimeSpan.FromMilliseconds(300)));
            app.Run(context => context.Response.WriteAsync("hello"));
        });
        return (limiter, app);
    }
}
