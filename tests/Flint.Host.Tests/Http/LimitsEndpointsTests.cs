using System.Net;
using System.Text.Json;
using Flint.Client.Json;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class LimitsEndpointsTests
{
    public static TheoryData<string> Keys => new(
        "plain", "a/b", "a%2Fb", "a%252Fb", "a b+c", "\"quoted\" 'it'", "a\\b", "🔥/🔥", "?#&=;", "%", "%zz", "..", ".", "../..", "a/../b", "~é漢",
        new string('x', 512), string.Concat(Enumerable.Repeat("🔥", 128)));

    [Fact]
    public async Task A_limit_should_be_configured_as_told()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.PostAsync("/v1/limits", """{"key":"k","rate":100,"per":"1m","algorithm":"sliding_window_log"}""");

        answer.ShouldBe(HttpStatusCode.OK, """{"ok":true}""");
        var limit = server.Limiter.Limits["k"];
        Assert.Equal((100, TimeSpan.FromMinutes(1), Algorithm.SlidingWindowLog), (limit.Rate, limit.Per, limit.Algorithm));
    }

    [Fact]
    public async Task A_limit_should_replace_the_one_before_unless_only_a_missing_one_is_meant()
    {
        await using var server = await TestServer.StartAsync();
        await server.PostAsync("/v1/limits", """{"key":"k","rate":1,"per":"1m"}""");

        await server.PostAsync("/v1/limits", """{"key":"k","rate":2,"per":"1m"}""");
        await server.PostAsync("/v1/limits", """{"key":"k","rate":3,"per":"1m","only_if_missing":true}""");

        Assert.Equal(2, server.Limiter.Limits["k"].Rate);
    }

    [Fact]
    public async Task A_list_should_hold_every_status_in_order()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("b", 5, "2s");
        await server.Limiter.LimitAsync("a", 5, "250ms");

        var answer = await server.GetAsync("/v1/limits");

        answer.ShouldBe(HttpStatusCode.OK, $"[{Fresh("a", 250)},{Fresh("b", 2_000)}]");
        Assert.Contains("application/json", answer.Head, StringComparison.Ordinal);
        (await server.GetAsync("/v1/limits?prefix=zzz")).ShouldBe(HttpStatusCode.OK, "[]");
    }

    [Theory]
    [InlineData("prefix=a%2F", "a/1 a/2 a/3")]
    [InlineData("prefix=a%2F&limit=2", "a/1 a/2")]
    [InlineData("prefix=a%2F&after=a/1&limit=1", "a/2")]
    [InlineData("after=a/2", "a/3 b +")]
    [InlineData("prefix=b+%2B", "b +")]
    [InlineData("later=1&after=zzz", "")]
    public async Task A_list_should_be_cut_to_the_page_asked_for(string query, string keys)
    {
        await using var server = await TestServer.StartAsync();
        foreach (var key in new[] { "a/1", "a/2", "a/3", "b +" })
            await server.Limiter.LimitAsync(key, 5, "1s");

        var answer = await server.GetAsync($"/v1/limits?{query}");

        var page = JsonSerializer.Deserialize(answer.Body, FlintJson.Wire.IReadOnlyListStatusReply)!;
        Assert.Equal(keys, string.Join(' ', page.Select(status => status.Key)));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=x")]
    [InlineData("limit=9223372036854775808")]
    [InlineData("limit=1&limit=2")]
    [InlineData("prefix=%ff")]
    [InlineData("prefix=%2")]
    public async Task A_page_that_cannot_be_read_should_be_refused(string query)
    {
        await using var server = await TestServer.StartAsync();

        (await server.RawAsync($"GET /v1/limits?{query}")).ShouldBeError(HttpStatusCode.BadRequest, "");
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Any_key_should_be_removed_by_a_query_and_leave_the_others(string key)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync(key, 5, "1s");
        await server.Limiter.LimitAsync("other", 5, "1s");

        (await server.DeleteAsync($"/v1/limits?key={Uri.EscapeDataString(key)}")).ShouldBe(HttpStatusCode.OK, """{"ok":true,"removed":1}""");
        (await server.DeleteAsync($"/v1/limits?key={Uri.EscapeDataString(key)}")).ShouldBe(HttpStatusCode.OK, """{"ok":true,"removed":0}""");

        Assert.Equal(["other"], server.Limiter.Limits.Keys);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("a b")]
    public async Task A_key_should_be_removed_by_its_path(string key)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync(key, 5, "1s");

        (await server.DeleteAsync($"/v1/limits/{Uri.EscapeDataString(key)}")).ShouldBe(HttpStatusCode.OK, """{"ok":true,"removed":1}""");

        Assert.Empty(server.Limiter.Limits);
    }

    [Fact]
    public async Task Keys_should_be_removed_by_their_prefix_and_never_all_by_mistake()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var key in new[] { "ip:1", "ip:2", "user:1" })
            await server.Limiter.LimitAsync(key, 5, "1s");

        (await server.DeleteAsync("/v1/limits")).ShouldBeError(HttpStatusCode.BadRequest, "name what to remove");
        (await server.DeleteAsync("/v1/limits/")).ShouldBeError(HttpStatusCode.BadRequest, "key must not be empty");
        (await server.DeleteAsync("/v1/limits?prefix=")).ShouldBeError(HttpStatusCode.BadRequest, "prefix must not be empty");
        Assert.Equal(3, server.Limiter.Limits.Count);

        (await server.DeleteAsync("/v1/limits?prefix=ip:")).ShouldBe(HttpStatusCode.OK, """{"ok":true,"removed":2}""");
        Assert.Equal(["user:1"], server.Limiter.Limits.Keys);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_status_should_be_found_by_any_key_in_the_query(string key)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync(key, 5, "1s");

        var answer = await server.RawAsync($"GET /v1/limits?key={Uri.EscapeDataString(key)}");

        Assert.Equal(key, JsonSerializer.Deserialize(answer.Body, FlintJson.Wire.StatusReply)!.Key);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_status_should_be_found_by_any_key_in_the_path_but_dots(string key)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync(key, 5, "1s");

        var answer = await server.RawAsync($"GET /v1/limits/{Uri.EscapeDataString(key)}");

        if (key is "." or "..")
            answer.ShouldBeError(HttpStatusCode.NotFound, "not found");
        else
            Assert.Equal(key, JsonSerializer.Deserialize(answer.Body, FlintJson.Wire.StatusReply)!.Key);
    }

    [Fact]
    public async Task A_path_of_an_absolute_target_should_name_the_same_key()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("a+b", 5, "1s");

        (await server.RawAsync("GET http://flint/v1/limits/a%2Bb")).ShouldBe(HttpStatusCode.OK, Fresh("a+b", 1_000));
    }

    [Theory]
    [InlineData("/v1/limits/%2e")]
    [InlineData("/v1/limits/%2E%2E")]
    [InlineData("/v1/limits/../limits/k")]
    [InlineData("/v1/x/../limits/k")]
    [InlineData("/v1/./limits")]
    [InlineData("/v1/limits/a/b")]
    public async Task A_path_that_is_not_what_it_spells_should_not_be_found(string path)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 5, "1s");

        (await server.RawAsync($"GET {path}")).ShouldBeError(HttpStatusCode.NotFound, "not found");
    }

    [Theory]
    [InlineData("/v1/limits/%ED%A0%80")]
    [InlineData("/v1/limits/%ff")]
    [InlineData("/v1/limits/%zz")]
    [InlineData("/v1/limits/a%4")]
    [InlineData("/v1/limits?key=%ED%A0%80")]
    public async Task A_key_that_is_not_utf8_should_be_refused_not_repaired(string path)
    {
        await using var server = await TestServer.StartAsync();

        (await server.RawAsync($"GET {path}")).ShouldBeError(HttpStatusCode.BadRequest, "UTF-8, percent-encoded");
    }

    [Theory]
    [InlineData("/v1/limits/")]
    [InlineData("/v1/limits?key=")]
    public async Task An_empty_key_should_be_refused_not_taken_for_the_list(string path)
    {
        await using var server = await TestServer.StartAsync();

        (await server.GetAsync(path)).ShouldBe(HttpStatusCode.BadRequest, """{"error":"key must not be empty"}""");
    }

    [Fact]
    public async Task The_status_of_an_unknown_key_should_be_null()
    {
        await using var server = await TestServer.StartAsync();

        (await server.GetAsync("/v1/limits/nobody")).ShouldBe(HttpStatusCode.OK, "null");
    }

    [Fact]
    public async Task A_list_that_fails_before_its_first_byte_should_be_an_error()
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 5, "1s");
        server.Limiter.BeforeListed = _ => throw new StorageFailedException("no disk");

        (await server.GetAsync("/v1/limits")).ShouldBe(HttpStatusCode.ServiceUnavailable, """{"error":"storage failed: no disk"}""");
    }

    [Fact]
    public async Task A_list_that_fails_half_way_should_not_look_whole()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 1_000; i++)
            await server.Limiter.LimitAsync($"key-{i:D4}", 5, "1s");
        server.Limiter.BeforeListed = i => i == 999 ? throw new StorageFailedException("no disk") : Task.CompletedTask;

        await Assert.ThrowsAsync<HttpRequestException>(() => server.GetAsync("/v1/limits"));
    }

    [Theory]
    [InlineData("GET", "/v1/limits")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/v1/doctor")]
    [InlineData("GET", "/v1/top")]
    [InlineData("DELETE", "/v1/limits?prefix=nobody")]
    [InlineData("POST", "/v1/log/compact")]
    public async Task What_takes_long_should_hold_no_place_of_a_check(string method, string path)
    {
        await using var server = await TestServer.StartAsync(maxBlocking: 1, metricsWithKeys: true);
        await server.Limiter.LimitAsync("k", 5, "1s");
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Limiter.BeforeListed = _ => Begin();
        server.Limiter.BeforeLongWork = Begin;

        var work = method switch
        {
            "GET" => server.GetAsync(path),
            "DELETE" => server.DeleteAsync(path),
            _ => server.PostAsync(path, "{}"),
        };
        await begun.Task;
        var check = await server.PostAsync("/v1/check", """{"key":"k"}""");
        end.SetResult();

        Assert.Equal(HttpStatusCode.OK, check.Status);
        Assert.Equal(HttpStatusCode.OK, (await work).Status);

        Task Begin()
        {
            begun.TrySetResult();
            return end.Task;
        }
    }

    private static string Fresh(string key, int perMillis) =>
        $$"""{"key":"{{key}}","rate":5,"per_millis":{{perMillis}},"algorithm":"token_bucket","remaining":5,"reset_at":"2026-11-24T12:00:00Z","""
        + "\"total_allowed\":0,\"total_denied\":0,\"total_allowed_cost\":0,\"total_denied_cost\":0,"
        + "\"last_allowed_at\":null,\"last_denied_at\":null,\"last_reset_at\":null}";
}
