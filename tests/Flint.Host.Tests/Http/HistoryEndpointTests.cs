using System.Net;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class HistoryEndpointTests
{
    [Fact]
    public async Task A_history_should_read_as_the_contract_says()
    {
        await using var server = await TestServer.StartAsync();
        server.Limiter.Past.AddRange([
            new LimitConfigured("k", FakeLimiter.Noon, 5, TimeSpan.FromSeconds(1), Algorithm.FixedWindowCounter),
            new CostGranted("k", FakeLimiter.Noon, 5),
            new CostsDenied("k", FakeLimiter.Noon, FakeLimiter.Noon, 1, 2),
            new QuotaReset("k", FakeLimiter.Noon),
            new CheckAllGranted("k", FakeLimiter.Noon, 2, [("k", 2), ("l", 1)]),
            new CostsDenied("k", FakeLimiter.Noon, FakeLimiter.Noon.AddMilliseconds(1), 2, 10),
        ]);

        var answer = await server.GetAsync("/v1/limits/k/history");

        answer.ShouldBe(
            HttpStatusCode.OK,
            """
            [{"type":"LIMIT_CONFIGURED","config":{"key":"k","rate":5,"per_millis":1000,"algorithm":"fixed_window_counter"}},
            {"type":"ALLOW","key":"k","at":"2026-11-24T12:00:00Z","cost":5},
            {"type":"DENY","key":"k","at":"2026-11-24T12:00:00Z","cost":2},
            {"type":"RESET","key":"k","at":"2026-11-24T12:00:00Z"},
            {"type":"ALLOW_ALL","items":[{"key":"k","cost":2},{"key":"l","cost":1}],"at":"2026-11-24T12:00:00Z"},
            {"type":"DENY","key":"k","at":"2026-11-24T12:00:00Z","cost":10,"count":2,"last_at":"2026-11-24T12:00:00.001Z"}]
            """.ReplaceLineEndings(""));
        Assert.Contains("application/json", answer.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_an_unknown_key_should_be_empty()
    {
        await using var server = await TestServer.StartAsync();

        (await server.GetAsync("/v1/limits/nobody/history")).ShouldBe(HttpStatusCode.OK, "[]");
    }

    [Theory]
    [MemberData(nameof(LimitsEndpointsTests.Keys), MemberType = typeof(LimitsEndpointsTests))]
    [InlineData("history")]
    public async Task A_history_should_be_found_by_any_key_but_dots(string key)
    {
        await using var server = await TestServer.StartAsync();
        server.Limiter.Past.Add(new QuotaReset(key, FakeLimiter.Noon));

        var answer = await server.RawAsync($"GET /v1/limits/{Uri.EscapeDataString(key)}/history?x=/");

        if (key is "." or "..")
            answer.ShouldBeError(HttpStatusCode.NotFound, "not found");
        else
            Assert.StartsWith("[{\"type\":\"RESET\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_of_an_absolute_target_should_name_the_same_key()
    {
        await using var server = await TestServer.StartAsync();
        server.Limiter.Past.Add(new QuotaReset("a+b", FakeLimiter.Noon));

        Assert.StartsWith("[{", (await server.RawAsync("GET http://flint/v1/limits/a%2Bb/history")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/limits/%ff/history", "UTF-8, percent-encoded")]
    [InlineData("/v1/limits/%20/history", "key must not be empty")]
    [InlineData("/v1/limits/a%0Ab/history", "control characters")]
    public async Task A_key_that_cannot_be_should_be_refused(string path, string error)
    {
        await using var server = await TestServer.StartAsync();

        (await server.RawAsync($"GET {path}")).ShouldBeError(HttpStatusCode.BadRequest, error);
    }

    [Theory]
    [InlineData("/v1/limits//history")]
    [InlineData("/v1/limits/a/b/history")]
    [InlineData("/v1/limits/a/../history/history")]
    [InlineData("/v1/limits/a/histories")]
    public async Task A_path_that_names_no_key_should_not_be_found(string path)
    {
        await using var server = await TestServer.StartAsync();

        (await server.RawAsync($"GET {path}")).ShouldBeError(HttpStatusCode.NotFound, "not found");
    }
}
