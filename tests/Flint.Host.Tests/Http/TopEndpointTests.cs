using System.Net;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class TopEndpointTests
{
    private const string A = """{"key":"a","total_allowed":3,"total_denied":0}""";
    private const string B = """{"key":"b","total_allowed":2,"total_denied":1}""";
    private const string C = """{"key":"c","total_allowed":1,"total_denied":2}""";

    [Theory]
    [InlineData("", C, B, A)]
    [InlineData("?by=denied&limit=20", C, B, A)]
    [InlineData("?by=denied&limit=1", C)]
    [InlineData("?by=allowed&limit=2", A, B)]
    [InlineData("?limit=2147483647&later=1", C, B, A)]
    public async Task Top_should_hold_as_many_as_asked_for_highest_first(string query, params string[] limits)
    {
        await using var server = await TestServer.StartAsync();
        foreach (var (key, rate) in new[] { ("a", 3), ("b", 2), ("c", 1) })
        {
            await server.Limiter.LimitAsync(key, rate, "1d");
            for (var i = 0; i < 3; i++)
                await server.Limiter.CheckAsync(key);
        }

        (await server.GetAsync($"/v1/top{query}")).ShouldBe(HttpStatusCode.OK, $"[{string.Join(',', limits)}]");
    }

    [Theory]
    [InlineData("by=x", "unsupported top selector: x")]
    [InlineData("by=", "unsupported top selector: ")]
    [InlineData("by=DENIED", "unsupported top selector: DENIED")]
    [InlineData("limit=0", "limit must be a whole number from 1 to 2147483647")]
    [InlineData("limit=-1", "limit must be a whole number from 1 to 2147483647")]
    [InlineData("limit=2147483648", "limit must be a whole number from 1 to 2147483647")]
    [InlineData("limit=9223372036854775808", "limit must be a whole number from 1 to 2147483647")]
    [InlineData("limit=x", "limit must be a whole number from 1 to 2147483647")]
    [InlineData("limit=1&limit=2", "the query gives limit twice")]
    public async Task What_cannot_be_ranked_should_be_refused(string query, string error)
    {
        await using var server = await TestServer.StartAsync();

        (await server.GetAsync($"/v1/top?{query}")).ShouldBe(HttpStatusCode.BadRequest, $$"""{"error":"{{error}}"}""");
    }
}
