using System.Diagnostics;
using System.Net;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class CheckEndpointsTests
{
    [Fact]
    public async Task A_grant_should_be_answered_with_what_is_left()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("api", 10, "1m");

        var answer = await server.PostAsync("/v1/check", """{"key":"api","cost":4}""");

        answer.ShouldBe(
            HttpStatusCode.OK,
            """{"key":"api","allowed":true,"cost":4,"remaining":6,"reset_at":"2026-11-24T12:00:01Z","algorithm":"token_bucket","limit":10,"retry_after_ms":null}""");
        Assert.Contains("Content-Type: application/json", answer.Head, StringComparison.Ordinal);
        Assert.Contains($"Content-Length: {answer.Body.Length}", answer.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_nobody_traces_should_begin_no_activity()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("api", 10, "1m");
        Activity? seen = new("none");
        server.Limiter.BeforeCheck = () =>
        {
            seen = Activity.Current;
            return Task.CompletedTask;
        };

        await server.PostAsync("/v1/check", """{"key":"api"}""");

        Assert.Null(seen);
    }

    [Fact]
    public async Task A_denial_should_be_an_answer_not_an_error()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("api", 3, "1m", Algorithm.FixedWindowCounter);
        await server.Limiter.CheckAsync("api", 2);

        (await server.PostAsync("/v1/check", """{"key":"api","cost":2,"shade":"green"}""")).ShouldBe(
            HttpStatusCode.OK,
            """{"key":"api","allowed":false,"cost":2,"remaining":1,"reset_at":"2026-11-24T12:00:01Z","algorithm":"fixed_window_counter","limit":3,"retry_after_ms":2}""");
    }

    [Fact]
    public async Task A_peek_should_answer_as_the_check_would_and_change_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("api", 3, "1m");
        await server.Limiter.CheckAsync("api");
        var before = server.Limiter.Limits["api"];

        var fits = await server.PostAsync("/v1/peek", """{"key":"api"}""");
        var denied = await server.PostAsync("/v1/peek", """{"key":"api","cost":3}""");
        var unknown = await server.PostAsync("/v1/peek", """{"key":"nobody"}""");

        Assert.Equal(before, server.Limiter.Limits["api"]);
        fits.ShouldBe(
            HttpStatusCode.OK,
            """{"key":"api","allowed":true,"cost":1,"remaining":1,"reset_at":"2026-11-24T12:00:01Z","algorithm":"token_bucket","limit":3,"retry_after_ms":null}""");
        denied.ShouldBe(
            HttpStatusCode.OK,
            """{"key":"api","allowed":false,"cost":3,"remaining":2,"reset_at":"2026-11-24T12:00:01Z","algorithm":"token_bucket","limit":3,"retry_after_ms":2}""");
        unknown.ShouldBe(HttpStatusCode.BadRequest, """{"error":"limit is not configured: nobody"}""");
    }

    [Fact]
    public async Task A_check_should_cost_one_unless_told()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("api", 3, "1m");

        await server.PostAsync("/v1/check", """{"key":"api"}""");

        Assert.Equal(2, server.Limiter.Limits["api"].Remaining);
    }

    [Fact]
    public async Task A_check_all_should_answer_in_the_order_of_the_request_up_to_the_denied_key()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("b", 5, "1m");
        await server.Limiter.LimitAsync("a", 5, "1m");
        await server.Limiter.LimitAsync("c", 5, "1m");
        await server.Limiter.CheckAsync("a", 4);

        var denied = await server.PostAsync("/v1/check-all", """{"items":[{"key":"b"},{"key":"a","cost":2},{"key":"c"}]}""");
        var granted = await server.PostAsync("/v1/check-all", """{"items":[{"key":"b"},{"key":"a"}]}""");

        const string b = """{"key":"b","allowed":true,"cost":1,"remaining":4,"reset_at":"2026-11-24T12:00:01Z","algorithm":"token_bucket","limit":5,"retry_after_ms":null}""";
        const string a = """{"key":"a","allowed":false,"cost":2,"remaining":1,"reset_at":"2026-11-24T12:00:01Z","algorithm":"token_bucket","limit":5,"retry_after_ms":2}""";
        denied.ShouldBe(HttpStatusCode.OK, $$"""{"allowed":false,"denied_key":"a","results":[{{b}},{{a}}]}""");
        Assert.StartsWith($$"""{"allowed":true,"denied_key":null,"results":[{{b}},""", granted.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_in_pieces_should_be_read_whole()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("api", 3, "1m");
        using var content = new StreamContent(new MemoryStream([.. "{\"pad\":\""u8, .. Enumerable.Repeat((byte)'x', 60_000), .. "\",\"key\":\"api\"}"u8]));
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/check") { Content = content };
        request.Headers.TransferEncodingChunked = true;

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Requests_over_the_bound_should_wait_their_turn_while_health_answers()
    {
        await using var server = await TestServer.StartAsync(maxBlocking: 2);
        await server.Limiter.LimitAsync("api", 100, "1m");
        var (inWork, most, open) = (0, 0, new TaskCompletionSource());
        var full = new SemaphoreSlim(0);
        server.Limiter.BeforeCheck = async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inWork));
            full.Release();
            await open.Task;
            Interlocked.Decrement(ref inWork);
        };

        var checks = Enumerable.Range(0, 8).Select(_ => server.PostAsync("/v1/check", """{"key":"api"}""")).ToList();
        await full.WaitAsync();
        await full.WaitAsync();
        var health = await server.GetAsync("/v1/health");
        Assert.DoesNotContain(checks, check => check.IsCompleted);
        open.SetResult();

        Assert.All(await Task.WhenAll(checks), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal((HttpStatusCode.OK, 2), (health.Status, most));
    }

    [Fact]
    public async Task A_stop_should_let_what_is_in_work_finish()
    {
        await using var server = await TestServer.StartAsync(stopGrace: TimeSpan.FromMinutes(10));
        await server.Limiter.LimitAsync("api", 3, "1m");
        var (entered, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Limiter.BeforeCheck = () =>
        {
            entered.SetResult();
            return open.Task;
        };
        var check = server.PostAsync("/v1/check", """{"key":"api"}""");
        await entered.Task;

        var stopping = server.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => RefusedAsync(server));
        Assert.False(stopping.IsCompleted);
        open.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await check).Status);
        await stopping;
    }

    [Fact]
    public async Task A_stop_should_be_held_up_no_longer_than_its_grace()
    {
        await using var server = await TestServer.StartAsync(stopGrace: TimeSpan.FromMilliseconds(10));
        var (entered, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Limiter.BeforeCheck = () =>
        {
            entered.SetResult();
            return open.Task;
        };
        var check = server.PostAsync("/v1/check", """{"key":"api"}""");
        await entered.Task;

        // Left to itself, the web server would wait for 30 s.
        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<HttpRequestException>(() => check);
        open.SetResult();
    }

    // A listener closes a moment after it is told to; a connection that it still took ends without an answer, which is refused as well.
    private static async Task RefusedAsync(TestServer server)
    {
        while (true)
            await server.GetAsync("/v1/health");
    }
}
