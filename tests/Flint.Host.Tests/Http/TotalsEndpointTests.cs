using System.Net;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class TotalsEndpointTests
{
    [Fact]
    public async Task Totals_should_be_the_sums_by_algorithm()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var (key, algorithm) in new[] { ("a", Algorithm.TokenBucket), ("b", Algorithm.TokenBucket), ("c", Algorithm.FixedWindowCounter) })
        {
            await server.Limiter.LimitAsync(key, 2, "1d", algorithm);
            await server.Limiter.CheckAsync(key, 2);
            await server.Limiter.CheckAsync(key);
        }

        (await server.GetAsync("/v1/totals")).ShouldBe(
            HttpStatusCode.OK,
            """[{"algorithm":"token_bucket","template":null,"limits":2,"total_allowed":2,"total_denied":2,"total_allowed_cost":4,"total_denied_cost":2},"""
            + """{"algorithm":"fixed_window_counter","template":null,"limits":1,"total_allowed":1,"total_denied":1,"total_allowed_cost":2,"total_denied_cost":1}]""");
    }

    [Fact]
    public async Task Totals_should_be_empty_where_there_is_no_limit()
    {
        await using var server = await TestServer.StartAsync();

        (await server.GetAsync("/v1/totals")).ShouldBe(HttpStatusCode.OK, "[]");
    }
}
