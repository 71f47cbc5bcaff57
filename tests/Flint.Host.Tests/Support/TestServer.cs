using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flint.Host.Http;
using Microsoft.AspNetCore.Routing;

namespace Flint.Host.Tests.Support;

/// <summary>The server on a real port of this machine, over the fake limiter.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private static readonly Regex Length = new("Content-Length: ([0-9]+)");

    private readonly FlintServer _server;

    private TestServer(FlintServer server, FakeLimiter limiter, StringWriter log, Health health)
    {
        (_server, Limiter, Log, Storage) = (server, limiter, log, health);
        Http = new HttpClient { BaseAddress = new Uri(server.Url) };
    }

    public FakeLimiter Limiter { get; }

    public StringWriter Log { get; }

    public Health Storage { get; }

    public HttpClient Http { get; }

    public string Url => _server.Url;

    public static async Task<TestServer> StartAsync(
        string? token = null, TokenFile? tokenFile = null, int maxBlocking = ServerSettings.DefaultMaxBlocking, IPEndPoint? bind = null,
        bool metricsWithKeys = false, TimeSpan? stopGrace = null)
    {
        var (limiter, log, health) = (new FakeLimiter(), new StringWriter(), new Health());
        var settings = new ServerSettings(bind ?? new IPEndPoint(IPAddress.Loopback, 0), token, tokenFile, maxBlocking) { MetricsWithKeys = metricsWithKeys };
        if (stopGrace is { } grace)
            settings = settings with { StopGrace = grace };
        return new TestServer(await FlintServer.StartAsync(settings, limiter, () => health.Failure, TextWriter.Synchronized(log), default), limiter, log, health);
    }

    public IEnumerable<RouteEndpoint> Endpoints => _server.Endpoints;

    /// <summary>What the server says of itself.</summary>
    public async Task<ApiDocument> ApiAsync() => new(JsonNode.Parse((await GetAsync("/openapi/v1.json")).Body)!);

    public Task StopAsync() => _server.StopAsync();

    public async Task<Answer> GetAsync(string path) => await ReadAsync(await Http.GetAsync(new Uri(path, UriKind.Relative)));

    public async Task<Answer> DeleteAsync(string path) => await ReadAsync(await Http.DeleteAsync(new Uri(path, UriKind.Relative)));

    public async Task<Answer> PostAsync(string path, string json, string? contentType = "application/json") =>
        await PostAsync(path, Encoding.UTF8.GetBytes(json), contentType);

    public async Task<Answer> PostAsync(string path, byte[] body, string? contentType = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return await ReadAsync(await Http.PostAsync(new Uri(path, UriKind.Relative), content));
    }

    /// <summary>Sends what no well-behaved client sends; the target goes out as it is written.</summary>
    public async Task<Answer> RawAsync(string requestLine, string headers = "", string body = "")
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPEndPoint.Parse(new Uri(Url).Authority));
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{requestLine} HTTP/1.1\r\nHost: flint\r\nConnection: close\r\n{headers}\r\n{body}"));
        return await ReadAsync(stream);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        await Limiter.DisposeAsync();
    }

    // Up to the length that is announced: the server may keep the connection a while to let an unread body pass.
    private static async Task<Answer> ReadAsync(NetworkStream stream)
    {
        var received = new List<byte>();
        var buffer = new byte[4096];
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
        {
            received.AddRange(buffer.AsSpan(0, read));
            if (TryParse(CollectionsMarshal.AsSpan(received)) is { } answer)
                return answer;
        }
        throw new IOException("the connection ended before the answer did");
    }

    private static Answer? TryParse(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = Encoding.Latin1.GetString(received[..end]);
        var rest = received[(end + 4)..];
        var body = head.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal) ? Chunks(rest)
            : Length.Match(head) is { Success: true } length ? Start(rest, int.Parse(length.Groups[1].ValueSpan, null))
            : [];
        return body is null ? null : new Answer((HttpStatusCode)int.Parse(head.AsSpan(9, 3), null), Encoding.UTF8.GetString(body), head);
    }

    private static byte[]? Start(ReadOnlySpan<byte> bytes, int length) => bytes.Length < length ? null : bytes[..length].ToArray();

    private static byte[]? Chunks(ReadOnlySpan<byte> rest)
    {
        var body = new List<byte>();
        while (rest.IndexOf("\r\n"u8) is var line and >= 0)
        {
            var length = int.Parse(rest[..line], NumberStyles.HexNumber, null);
            if (length == 0)
                return [.. body];
            if (rest.Length < line + length + 4)
                return null;
            body.AddRange(rest.Slice(line + 2, length));
            rest = rest[(line + length + 4)..];
        }
        return null;
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), $"{response.Headers}{response.Content.Headers}");
    }

    internal sealed class Health
    {
        public string? Failure { get; set; }
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, string Head)
{
    public void ShouldBe(HttpStatusCode status, string body) => Assert.Equal((status, body), (Status, Body));

    public void ShouldBeError(HttpStatusCode status, string error)
    {
        Assert.Equal(status, Status);
        Assert.StartsWith("{\"error\":\"", Body, StringComparison.Ordinal);
        Assert.Contains(error, Body, StringComparison.Ordinal);
        Assert.Contains("application/json", Head, StringComparison.Ordinal);
    }
}
