using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Flint.Campaigns.Support;

/// <summary>A client as a stranger would write it: HttpClient and plain JSON, none of our own contracts.</summary>
internal sealed class FlintHttp(Uri url, string? token = null) : IDisposable
{
    // One connection a caller. A POST is never sent twice by this handler: it retries only what it has not begun to send.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = url,
        Timeout = TimeSpan.FromMinutes(1),
        DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    };

    public async Task<(HttpStatusCode Status, string Body)> HealthAsync()
    {
        using var response = await _http.GetAsync(new Uri("/v1/health", UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task LimitAsync(string key, long rate, string per = "1d", string algorithm = "token_bucket")
    {
        var (status, body) = await PostAsync("/v1/limits", JsonSerializer.SerializeToUtf8Bytes(new { key, rate, per, algorithm }), default);
        if (status != HttpStatusCode.OK)
            throw new InvalidOperationException($"{key} was not configured: {status} {body.RootElement}");
    }

    /// <summary>Checks with cost 1. Never throws for what a server may do.</summary>
    public async Task<Answer> CheckAsync(string key, CancellationToken patience = default)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var (status, body) = await PostAsync("/v1/check", JsonSerializer.SerializeToUtf8Bytes(new { key }), patience);
            using (body)
                return Read(status, body.RootElement) with { Took = Stopwatch.GetElapsedTime(start), At = DateTime.UtcNow, Arrived = true };
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            var outcome = e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } ? Outcome.Unsent : Outcome.Unknown;
            return new Answer(outcome, Stopwatch.GetElapsedTime(start), DateTime.UtcNow, e.Message);
        }
    }

    /// <summary>Asks for a compaction and waits for its end; false where it failed, or the server is gone.</summary>
    public async Task<bool> CompactAsync()
    {
        try
        {
            var (status, body) = await PostAsync("/v1/log/compact", "{}"u8.ToArray(), default);
            body.Dispose();
            return status == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            return false;
        }
    }

    /// <summary>What the server says it has counted, by key.</summary>
    public async Task<Dictionary<string, Counted>> CountedAsync()
    {
        using var json = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri("/v1/limits", UriKind.Relative)));
        return json.RootElement.EnumerateArray().ToDictionary(
            status => status.GetProperty("key").GetString()!,
            status => new Counted(status.GetProperty("total_allowed").GetInt64(), status.GetProperty("total_denied").GetInt64()));
    }

    public void Dispose() => _http.Dispose();

    private async Task<(HttpStatusCode Status, JsonDocument Body)> PostAsync(string path, byte[] json, CancellationToken patience)
    {
        using var content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content, patience);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(patience)));
    }

    private static Answer Read(HttpStatusCode status, JsonElement body)
    {
        if (status == HttpStatusCode.OK)
            return new Answer(body.GetProperty("allowed").GetBoolean() ? Outcome.Granted : Outcome.Denied, default, default);
        var error = body.GetProperty("error").GetString()!;
        var outcome = (status, error) switch
        {
            (HttpStatusCode.ServiceUnavailable, _) when error.StartsWith("storage failed", StringComparison.OrdinalIgnoreCase) => Outcome.StorageFailed,
            (HttpStatusCode.ServiceUnavailable, _) when error.StartsWith("outcome unknown", StringComparison.OrdinalIgnoreCase) => Outcome.Unknown,
            (HttpStatusCode.ServiceUnavailable, _) when error.StartsWith("not decided", StringComparison.OrdinalIgnoreCase) => Outcome.NotDecided,
            (HttpStatusCode.ServiceUnavailable, _) when error.StartsWith("overloaded", StringComparison.OrdinalIgnoreCase) => Outcome.NotDecided,
            _ => Outcome.Wrong,
        };
        return new Answer(outcome, default, default, $"{(int)status} {error}");
    }
}
