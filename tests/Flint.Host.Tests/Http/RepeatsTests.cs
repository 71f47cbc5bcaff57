using System.Net;
using Flint.Host.Http;
using Flint.Host.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Host.Tests.Http;

/// <summary>A charge that comes again under its name is answered as the first time and charged once.</summary>
public sealed class RepeatsTests
{
    private static readonly CheckItem[] One = ["k"];

    private readonly FakeTimeProvider _time = new();
    private int _charges;

    [Fact]
    public async Task Many_repeats_at_once_should_charge_once()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 100, "1d");
        var first = new TaskCompletionSource();
        server.Limiter.BeforeCheck = () => first.Task;

        var answers = Enumerable.Range(0, 64).Select(_ => CheckAsync(server, "n-1", """{"key":"k","cost":2}""")).ToArray();
        first.SetResult();

        var bodies = (await Task.WhenAll(answers)).Select(answer => answer.Body).Distinct();
        Assert.Contains("\"remaining\":98", Assert.Single(bodies), StringComparison.Ordinal);
        Assert.Equal((1, 98), (server.Limiter.Limits["k"].TotalAllowed, server.Limiter.Limits["k"].Remaining));
    }

    [Fact]
    public async Task A_check_all_should_be_known_again_too()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("a", 5, "1d");
        await server.Limiter.LimitAsync("b", 5, "1d");
        const string Items = """{"items":[{"key":"a"},{"key":"b","cost":2}]}""";

        var first = await CheckAsync(server, "n-1", Items, "/v1/check-all");
        var again = await CheckAsync(server, "n-1", Items, "/v1/check-all");

        Assert.Equal((HttpStatusCode.OK, first.Body), (again.Status, again.Body));
        Assert.Equal((4, 3), (server.Limiter.Limits["a"].Remaining, server.Limiter.Limits["b"].Remaining));
    }

    [Fact]
    public async Task A_denial_should_be_answered_again_although_there_is_room_now()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 1, "1d");
        await server.Limiter.AllowAsync("k");
        var denied = await CheckAsync(server, "n-1", """{"key":"k"}""");
        await server.Limiter.ResetAsync("k");

        Assert.Equal(denied.Body, (await CheckAsync(server, "n-1", """{"key":"k"}""")).Body);
    }

    [Theory]
    [InlineData("n-2", """{"key":"k"}""", "/v1/check")]
    [InlineData("n-1", """{"key":"k","cost":2}""", "/v1/check")]
    [InlineData("n-1", """{"key":"other"}""", "/v1/check")]
    [InlineData("n-1", """{"items":[{"key":"k"}]}""", "/v1/check-all")]
    public async Task Another_name_body_or_path_should_be_another_charge(string name, string body, string path)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 5, "1d");
        await server.Limiter.LimitAsync("other", 5, "1d");
        await CheckAsync(server, "n-1", """{"key":"k"}""");

        await CheckAsync(server, name, body, path);

        Assert.Equal(2, server.Limiter.Limits.Values.Sum(limit => limit.TotalAllowed));
    }

    [Theory]
    [InlineData("Idempotency-Key: \r\n")]
    [InlineData("Idempotency-Key: a b\r\n")]
    [InlineData("Idempotency-Key: a\r\nIdempotency-Key: a\r\n")]
    public async Task A_name_that_is_none_should_be_refused(string header)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 5, "1d");

        var answer = await server.RawAsync("POST /v1/check", $"Content-Type: application/json\r\nContent-Length: 11\r\n{header}", """{"key":"k"}""");

        answer.ShouldBeError(HttpStatusCode.BadRequest, "Idempotency-Key must be given once");
        Assert.Equal(5, server.Limiter.Limits["k"].Remaining);
    }

    [Fact]
    public async Task A_charge_should_be_known_for_a_minute()
    {
        var repeats = new Repeats(_time);
        await ChargeAsync(repeats, "n");
        _time.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        await ChargeAsync(repeats, "n");
        Assert.Equal(1, _charges);

        _time.Advance(TimeSpan.FromTicks(1));
        await ChargeAsync(repeats, "n");
        Assert.Equal(2, _charges);
    }

    [Fact]
    public async Task The_oldest_should_be_forgotten_when_there_are_too_many()
    {
        var repeats = new Repeats(_time, capacity: 3);
        foreach (var name in new[] { "1", "2", "3", "4" })
            await ChargeAsync(repeats, name);

        foreach (var name in new[] { "2", "3", "4" })
            await ChargeAsync(repeats, name);
        Assert.Equal(4, _charges);

        await ChargeAsync(repeats, "1");
        Assert.Equal(5, _charges);
    }

    [Fact]
    public async Task The_oldest_should_be_forgotten_when_their_answers_are_too_long()
    {
        var repeats = new Repeats(_time, maxBytes: 100);
        foreach (var (name, bytes) in new[] { ("1", 60), ("2", 40), ("2", 40), ("3", 1) })
            await ChargeAsync(repeats, name, bytes: bytes);

        foreach (var name in new[] { "2", "3" })
            await ChargeAsync(repeats, name);
        Assert.Equal(3, _charges);

        await ChargeAsync(repeats, "1", bytes: 59);
        foreach (var name in new[] { "2", "3", "1" })
            await ChargeAsync(repeats, name);
        Assert.Equal(4, _charges);

        // What is forgotten when its minute is over makes room.
        _time.Advance(TimeSpan.FromMinutes(1));
        foreach (var name in new[] { "4", "5", "4" })
            await ChargeAsync(repeats, name, bytes: 50);
        Assert.Equal(6, _charges);
    }

    [Fact]
    public async Task Another_callers_name_should_be_another_charge()
    {
        var repeats = new Repeats(_time);

        await ChargeAsync(repeats, "n", "Bearer one");
        await ChargeAsync(repeats, "n", "Bearer two");

        Assert.Equal(2, _charges);
    }

    [Fact]
    public async Task What_was_not_charged_should_be_tried_anew_and_what_may_have_been_should_not()
    {
        var repeats = new Repeats(_time);
        await Assert.ThrowsAsync<RequestNotDecidedException>(() => ChargeAsync(repeats, "n", fails: new RequestNotDecidedException("stopping")));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => ChargeAsync(repeats, "n", fails: new OutcomeUnknownException("no answer")));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => ChargeAsync(repeats, "n"));

        Assert.Equal(2, _charges);
    }

    private static async Task<Answer> CheckAsync(TestServer server, string name, string body, string path = "/v1/check") => await server.RawAsync(
        $"POST {path}", $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\nIdempotency-Key: {name}\r\n", body);

    private Task<byte[]> ChargeAsync(Repeats repeats, string name, string authorization = "", Exception? fails = null, int bytes = 0)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = authorization;
        return repeats.AnswerAsync(request, name, One, async () =>
        {
            await Task.CompletedTask;
            _charges++;
            return fails is null ? new byte[bytes] : throw fails;
        });
    }
}
