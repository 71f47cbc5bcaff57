using System.Net;
using System.Net.Sockets;
using System.Text;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Http;

/// <summary>What does not reach the limiter, and what it refuses: each with its own clear error and nothing changed.</summary>
public sealed class RefusalsTests
{
    public static TheoryData<string, string, string> BadInput => new()
    {
        { "/v1/limits", """{"key":"","rate":5,"per":"1s"}""", "key must not be empty" },
        { "/v1/limits", """{"rate":5,"per":"1s"}""", "key must not be empty" },
        { "/v1/limits", """{"key":" \u3000","rate":5,"per":"1s"}""", "key must not be empty" },
        { "/v1/limits", $$"""{"key":"{{new string('k', 513)}}","rate":5,"per":"1s"}""", "at most 512 bytes" },
        { "/v1/limits", $$"""{"key":"{{new string('é', 257)}}","rate":5,"per":"1s"}""", "at most 512 bytes" },
        { "/v1/limits", """{"key":"a\nb","rate":5,"per":"1s"}""", "control characters" },
        { "/v1/limits", """{"key":"\u0000","rate":5,"per":"1s"}""", "control characters" },
        { "/v1/limits", """{"key":"\ud800","rate":5,"per":"1s"}""", "key must be valid Unicode" },
        { "/v1/limits", """{"key":7,"rate":5,"per":"1s"}""", "key must be a string" },
        { "/v1/limits", """{"key":"n","per":"1s"}""", "rate must be given" },
        { "/v1/limits", """{"key":"n","rate":5}""", "per must be given" },
        { "/v1/limits", """{"key":"n","rate":0,"per":"1s"}""", "rate must be from 1 to 1000000000000, not 0" },
        { "/v1/limits", """{"key":"n","rate":-1,"per":"1s"}""", "rate must be from 1" },
        { "/v1/limits", """{"key":"n","rate":1000000000001,"per":"1s"}""", "rate must be from 1" },
        { "/v1/limits", """{"key":"n","rate":9223372036854775808,"per":"1s"}""", "rate must be a whole number up to 9223372036854775807" },
        { "/v1/limits", """{"key":"n","rate":1.5,"per":"1s"}""", "rate must be a whole number" },
        { "/v1/limits", """{"key":"n","rate":5,"per":"0ms"}""", "it must be from 1ms to 3660d" },
        { "/v1/limits", """{"key":"n","rate":5,"per":"5x"}""", "invalid duration \\\"5x\\\"" },
        { "/v1/limits", """{"key":"n","rate":5,"per":"99999999999d"}""", "it must be from 1ms to 3660d" },
        { "/v1/limits", """{"key":"n","rate":5,"per":10}""", "per must be a string" },
        { "/v1/limits", """{"key":"n","rate":5,"per":"1s","algorithm":"leaky"}""", "unknown algorithm" },
        { "/v1/limits", """{"key":"n","rate":5,"per":"1s","only_if_missing":"yes"}""", "only_if_missing has the wrong type" },
        { "/v1/check", """{"key":""}""", "key must not be empty" },
        { "/v1/check", "{}", "key must not be empty" },
        { "/v1/check", """{"key":"\udc00"}""", "key must be valid Unicode" },
        { "/v1/check", """{"key":"k","cost":0}""", "cost must be at least 1, not 0" },
        { "/v1/check", """{"key":"k","cost":-3}""", "cost must be at least 1, not -3" },
        { "/v1/check", """{"key":"k","cost":6}""", "cost 6 exceeds configured rate capacity 5" },
        { "/v1/check", """{"key":"k","cost":9223372036854775808}""", "cost must be a whole number up to 9223372036854775807" },
        { "/v1/check", """{"key":"nobody"}""", "limit is not configured: nobody" },
        { "/v1/check", """{"key":"k","key":"k"}""", "key has the wrong type or is there twice" },
        { "/v1/check-all", """{"items":[]}""", "check_all takes 1 to 64 items, not 0" },
        { "/v1/check-all", "{}", "check_all takes 1 to 64 items, not 0" },
        { "/v1/check-all", $$"""{"items":[{{string.Join(',', Enumerable.Range(0, 65).Select(i => $$"""{"key":"k{{i}}"}"""))}}]}""", "check_all takes 1 to 64 items, not 65" },
        { "/v1/check-all", """{"items":[{"key":"k"},{"key":"k"}]}""", "duplicate key in check_all: k" },
        { "/v1/check-all", """{"items":[{"key":"k"},{"key":"nobody"}]}""", "limit is not configured: nobody" },
        { "/v1/check-all", """{"items":[{"key":"k"},null]}""", "key must not be empty" },
        { "/v1/check-all", """{"items":[{"key":"k"},{"key":"\ud800"}]}""", "items[1].key must be valid Unicode" },
        { "/v1/check-all", """{"items":{"key":"k"}}""", "items has the wrong type" },
        { "/v1/reset", """{"key":""}""", "key must not be empty" },
        { "/v1/reset", """{"key":"nobody"}""", "limit is not configured: nobody" },
        { "/v1/check", "", "not valid JSON" },
        { "/v1/check", "{", "not valid JSON" },
        { "/v1/check", "{\"key\":\"k\"", "not valid JSON" },
        { "/v1/check", "{\"key\":\"k\"} x", "not valid JSON" },
        { "/v1/check", "{\"key\":\"k\"}{}", "not valid JSON" },
        { "/v1/check", "{'key':'k'}", "not valid JSON" },
        { "/v1/check", "{\"key\":\"k\",}", "not valid JSON" },
        { "/v1/check", "[]", "must be a JSON object" },
        { "/v1/check", "null", "must be a JSON object" },
        { "/v1/check", "\"k\"", "must be a JSON object" },
        { "/v1/check", $"{{\"x\":{new string('[', 20_000)}", "not valid JSON" },
        { "/v1/log/flush", "[]", "must be a JSON object" },
    };

    public static TheoryData<string> Paths => new(
        "/v1/health", "/v1/limits", "/v1/limits/k", "/v1/check", "/v1/check-all", "/v1/reset", "/v1/log/flush", "/metrics", "/openapi/v1.json", "/", "/nobody",
        "/v1/limits/%2e%2e", "/v1/limits/%ff", "*");

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task Bad_input_should_have_its_own_error_and_change_nothing(string path, string body, string error)
    {
        await using var server = await TestServer.StartAsync();
        await server.Limiter.LimitAsync("k", 5, "1s");
        var before = server.Limiter.Limits.ToDictionary();

        (await server.PostAsync(path, body)).ShouldBeError(HttpStatusCode.BadRequest, error);

        Assert.Equal(before, server.Limiter.Limits.ToDictionary());
        Assert.Equal("", server.Log.ToString());
    }

    [Fact]
    public async Task A_body_that_is_not_utf8_should_be_refused()
    {
        await using var server = await TestServer.StartAsync();

        var inKey = await server.PostAsync("/v1/check", (byte[])[.. "{\"key\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8]);
        var inName = await server.PostAsync("/v1/check", (byte[])[.. "{\""u8, 0xff, .. "\":1}"u8]);
        var escapedName = await server.PostAsync("/v1/check", """{"\ud800":1,"\udc00":{"\ud800":"\ud800"}}""");

        inKey.ShouldBeError(HttpStatusCode.BadRequest, "key must be valid Unicode");
        Assert.Equal(HttpStatusCode.BadRequest, inName.Status);
        Assert.Equal(HttpStatusCode.BadRequest, escapedName.Status);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_path_should_ask_for_the_token(string path)
    {
        await using var server = await TestServer.StartAsync(token: "s3cret");

        var answer = await server.RawAsync($"{(path == "*" ? "OPTIONS" : "GET")} {path}");

        answer.ShouldBe(HttpStatusCode.Unauthorized, """{"error":"unauthorized"}""");
        Assert.Contains("WWW-Authenticate: Bearer", answer.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer s3cret", HttpStatusCode.OK)]
    [InlineData("bearer s3cret", HttpStatusCode.OK)]
    [InlineData("Bearer  s3cret ", HttpStatusCode.OK)]
    [InlineData("Bearer s3cre", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer s3cret2", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer S3CRET", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer ", HttpStatusCode.Unauthorized)]
    [InlineData("Basic s3cret", HttpStatusCode.Unauthorized)]
    [InlineData("s3cret", HttpStatusCode.Unauthorized)]
    public async Task Only_the_token_should_be_admitted(string authorization, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync(token: "s3cret");

        Assert.Equal(status, (await server.RawAsync("GET /v1/health", $"Authorization: {authorization}\r\n")).Status);
    }

    [Fact]
    public async Task Two_authorizations_should_be_none()
    {
        await using var server = await TestServer.StartAsync(token: "s3cret");

        var answer = await server.RawAsync("GET /v1/health", "Authorization: Bearer s3cret\r\nAuthorization: Bearer s3cret\r\n");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task The_token_should_be_asked_for_before_the_body_is_read()
    {
        await using var server = await TestServer.StartAsync(token: "s3cret");

        // The body never comes: an answer can only be one that did not wait for it.
        var answer = await server.RawAsync("POST /v1/check", "Content-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n");

        answer.ShouldBe(HttpStatusCode.Unauthorized, """{"error":"unauthorized"}""");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/nobody")]
    [InlineData("/v1/limits/a/b")]
    public async Task An_unknown_path_should_not_be_found(string path)
    {
        await using var server = await TestServer.StartAsync();

        (await server.GetAsync(path)).ShouldBe(HttpStatusCode.NotFound, """{"error":"not found"}""");
        (await server.PostAsync(path, "{}")).ShouldBe(HttpStatusCode.NotFound, """{"error":"not found"}""");
    }

    [Theory]
    [InlineData("GET", "/v1/check", "POST")]
    [InlineData("GET", "/v1/log/flush", "POST")]
    [InlineData("PUT", "/v1/limits", "DELETE, GET, HEAD, POST")]
    [InlineData("PUT", "/v1/limits/k", "DELETE, GET, HEAD")]
    [InlineData("POST", "/v1/health", "GET, HEAD")]
    public async Task Another_method_should_be_told_what_is_allowed(string method, string path, string allowed)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.RawAsync($"{method} {path}", "Content-Length: 0\r\n");

        answer.ShouldBe(HttpStatusCode.MethodNotAllowed, """{"error":"method not allowed"}""");
        Assert.Contains($"Allow: {allowed}\r\n", $"{answer.Head}\r\n", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonp")]
    public async Task What_is_not_announced_as_json_should_not_be_read(string? contentType)
    {
        await using var server = await TestServer.StartAsync();

        (await server.PostAsync("/v1/log/flush", "{}", contentType))
            .ShouldBe(HttpStatusCode.UnsupportedMediaType, """{"error":"the content type must be application/json"}""");
        Assert.Equal(0, server.Limiter.Flushes);
    }

    [Theory]
    [InlineData("Application/JSON")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    public async Task Json_should_be_recognised_however_it_is_announced(string contentType)
    {
        await using var server = await TestServer.StartAsync();

        (await server.PostAsync("/v1/log/flush", "{}", contentType)).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br, gzip")]
    [InlineData("identity, gzip")]
    [InlineData("gzip\r\nContent-Encoding: identity")]
    public async Task A_body_that_is_encoded_should_be_refused_for_its_encoding(string encoding)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.RawAsync("POST /v1/log/flush", $"Content-Type: application/json\r\nContent-Encoding: {encoding}\r\nContent-Length: 2\r\n", "{}");

        answer.ShouldBeError(HttpStatusCode.UnsupportedMediaType, "the body must not be encoded");
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    [InlineData("")]
    public async Task An_encoding_that_is_none_should_be_read(string encoding)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.RawAsync("POST /v1/log/flush", $"Content-Type: application/json\r\nContent-Encoding: {encoding}\r\nContent-Length: 2\r\n", "{}");

        answer.ShouldBe(HttpStatusCode.OK, """{"ok":true}""");
    }

    [Fact]
    public async Task A_post_without_a_body_should_be_refused_for_its_missing_type()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await server.RawAsync("POST /v1/log/flush")).Status);
    }

    [Fact]
    public async Task A_body_of_64_KiB_should_be_read()
    {
        await using var server = await TestServer.StartAsync();

        (await server.PostAsync("/v1/log/flush", "{}".PadRight(64 * 1024))).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");
    }

    [Theory]
    [InlineData((64 * 1024) + 1)]
    [InlineData(200_000)]
    public async Task A_body_beyond_64_KiB_should_be_refused_however_it_is_sent(int bytes)
    {
        await using var server = await TestServer.StartAsync();
        var body = "{}".PadRight(bytes);

        var announced = await server.RawAsync("POST /v1/log/flush", $"Content-Type: application/json\r\nContent-Length: {bytes}\r\n", body);
        var chunked = await server.RawAsync(
            "POST /v1/log/flush", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", $"{bytes:x}\r\n{body}\r\n0\r\n\r\n");

        announced.ShouldBe(HttpStatusCode.RequestEntityTooLarge, """{"error":"the body must be at most 65536 bytes"}""");
        chunked.ShouldBe(HttpStatusCode.RequestEntityTooLarge, """{"error":"the body must be at most 65536 bytes"}""");
    }

    [Theory]
    [InlineData("ffffffffffffffff\r\n{}")]
    [InlineData("zz\r\n{}")]
    [InlineData("2\r\n{}{}")]
    public async Task A_chunk_whose_length_cannot_be_should_be_the_senders_fault(string body)
    {
        await using var server = await TestServer.StartAsync();

        (await server.RawAsync("POST /v1/log/flush", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", body))
            .ShouldBe(HttpStatusCode.BadRequest, """{"error":"the request is not valid HTTP"}""");
        Assert.Equal("", server.Log.ToString());
    }

    [Theory]
    [InlineData("Content-Length: 20", "", true)]
    [InlineData("Content-Length: 20", "", false)]
    [InlineData("Content-Length: 20", "{\"key\":", true)]
    [InlineData("Content-Length: 20", "{\"key\":", false)]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{\"k", true)]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{\"k", false)]
    public async Task A_client_that_goes_within_a_body_should_be_nobodys_failure(string length, string part, bool resets)
    {
        await using var server = await TestServer.StartAsync();
        using (var client = new TcpClient(AddressFamily.InterNetwork))
        {
            await client.ConnectAsync(IPEndPoint.Parse(new Uri(server.Url).Authority));
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/reset HTTP/1.1\r\nHost: flint\r\nContent-Type: application/json\r\n{length}\r\nExpect: 100-continue\r\n\r\n"));

            // 100 Continue: the body is being read.
            await stream.ReadExactlyAsync(new byte["HTTP/1.1 100 Continue\r\n\r\n".Length]);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(part));
            client.Client.LingerState = new LingerOption(enable: resets, seconds: 0);
        }

        await server.StopAsync();

        Assert.Equal("", server.Log.ToString());
    }

    public static TheoryData<Exception, string> Unavailable => new()
    {
        { new StorageFailedException("fdatasync: EIO"), "storage failed: fdatasync: EIO" },
        { new StorageFailedException("Storage failed at group 7"), "Storage failed at group 7" },
        { new LimiterOverloadedException("100000 requests wait"), "overloaded: 100000 requests wait" },
        { new RequestNotDecidedException("the limiter is stopping"), "not decided: the limiter is stopping" },
        { new OutcomeUnknownException("no answer within 30 s"), "outcome unknown: no answer within 30 s" },
        { new ObjectDisposedException("limiter"), "not decided: the server is stopping" },
    };

    [Theory]
    [MemberData(nameof(Unavailable))]
    public async Task A_limiter_that_cannot_answer_should_be_503_and_say_which_way(Exception failure, string error)
    {
        await using var server = await TestServer.StartAsync();
        server.Limiter.BeforeCheck = () => throw failure;

        var answer = await server.PostAsync("/v1/check", """{"key":"k"}""");

        answer.ShouldBe(HttpStatusCode.ServiceUnavailable, $$"""{"error":"{{error}}"}""");
        Assert.Contains("Retry-After: 1", answer.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bug_should_show_nothing_of_itself_and_be_logged_on_one_line()
    {
        await using var server = await TestServer.StartAsync();
        server.Limiter.BeforeCheck = () => throw new InvalidOperationException("at secret\nplace");

        (await server.PostAsync("/v1/check", """{"key":"k"}""")).ShouldBe(HttpStatusCode.InternalServerError, """{"error":"internal error"}""");

        var line = Assert.Single(server.Log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("InvalidOperationException: at secret\\u000Aplace", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_http_should_cost_only_themselves()
    {
        await using var server = await TestServer.StartAsync();

        foreach (var nonsense in new[] { "\0\0\0\0", "GET", "GET /v1/\u00e9", "BREW /v1/check" })
            Assert.InRange((int)(await server.RawAsync(nonsense)).Status, 400, 499);

        (await server.GetAsync("/v1/health")).ShouldBe(HttpStatusCode.OK, """{"ok":true}""");
        Assert.Equal("", server.Log.ToString());
    }
}
