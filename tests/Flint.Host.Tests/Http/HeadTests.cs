using System.Net;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

/// <summary>HEAD, as load balancers ask it: the status and the head of GET, and no body.</summary>
public sealed class HeadTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartAsync(token: "s3cret");
        _server.Http.DefaultRequestHeaders.Authorization = new("Bearer", "s3cret");
        await _server.Limiter.LimitAsync("k", 5, "1s");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("/v1/health", HttpStatusCode.OK)]
    [InlineData("/v1/limits", HttpStatusCode.OK)]
    [InlineData("/v1/limits/k", HttpStatusCode.OK)]
    [InlineData("/v1/limits?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/v1/limits/k/history", HttpStatusCode.OK)]
    [InlineData("/v1/top", HttpStatusCode.OK)]
    [InlineData("/v1/templates", HttpStatusCode.OK)]
    [InlineData("/v1/doctor", HttpStatusCode.OK)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/v1/check", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task Head_should_be_that_of_get_without_a_body(string path, HttpStatusCode status)
    {
        var get = await AskAsync(HttpMethod.Get, path);
        var head = await AskAsync(HttpMethod.Head, path);

        Assert.Equal((status, ""), (head.Status, head.Body));
        Assert.Equal((get.Status, get.Head), (head.Status, head.Head));
        Assert.NotEqual("", get.Body);
        Assert.Equal("", _server.Log.ToString());
    }

    [Theory]
    [InlineData("/v1/health")]
    [InlineData("/v1/check")]
    [InlineData("/nowhere")]
    public async Task Head_should_ask_for_the_token_too(string path)
    {
        _server.Http.DefaultRequestHeaders.Authorization = null;

        var head = await AskAsync(HttpMethod.Head, path);

        Assert.Equal((HttpStatusCode.Unauthorized, ""), (head.Status, head.Body));
        Assert.Contains("WWW-Authenticate: Bearer", head.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_of_health_should_tell_of_a_storage_that_failed()
    {
        _server.Storage.Failure = "fsync failed";

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(HttpMethod.Head, "/v1/health")).Status);
    }

    [Fact]
    public async Task A_connection_should_go_on_behind_a_head()
    {
        var answer = await _server.RawAsync(
            "HEAD /v1/health HTTP/1.1\r\nHost: flint\r\nAuthorization: Bearer s3cret\r\n\r\nGET /v1/nowhere", "Authorization: Bearer s3cret\r\n");

        // What is taken for its body is how the second head begins.
        Assert.StartsWith("HTTP/1.1 ", answer.Body, StringComparison.Ordinal);
    }

    private async Task<Answer> AskAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        using var response = await _server.Http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), Steady(response));
    }

    // All but the clock's; where the length is told in chunks there is none to tell for HEAD.
    private static string Steady(HttpResponseMessage response) => string.Join('\n', response.Headers.Concat(response.Content.Headers)
        .Where(header => header.Key is not ("Date" or "Transfer-Encoding"))
        .SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}")));
}
