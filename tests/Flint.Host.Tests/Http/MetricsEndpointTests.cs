using System.Net;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task Metrics_should_be_sums_unless_the_server_was_told_to_show_keys()
    {
        await using var server = await TestServer.StartAsync();
        await SpendAsync(server);

        var answer = await server.GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("Content-Type: text/plain; version=0.0.4; charset=utf-8", answer.Head, StringComparison.Ordinal);
        Assert.Contains("flint_requests_allowed_total{algorithm=\"token_bucket\"} 2\n", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("user", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_should_tell_each_key_where_the_server_was_told_to()
    {
        await using var server = await TestServer.StartAsync(metricsWithKeys: true);
        await SpendAsync(server);

        var answer = await server.GetAsync("/metrics");

        Assert.Contains("flint_limit_remaining{key=\"user:\\\"ada\\\"\",algorithm=\"token_bucket\"} 4\n", answer.Body, StringComparison.Ordinal);
        Assert.Contains("flint_limit_remaining{key=\"user:bob\",algorithm=\"token_bucket\"} 5\n", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_should_be_behind_the_token()
    {
        await using var server = await TestServer.StartAsync(token: "secret");

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/metrics")).Status);
    }

    private static async Task SpendAsync(TestServer server)
    {
        foreach (var (key, cost) in new[] { ("user:\"ada\"", 2), ("user:bob", 1) })
        {
            await server.Limiter.LimitAsync(key, 6, "1d");
            await server.Limiter.CheckAsync(key, cost);
        }
    }
}
