using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Flint.Client.Json;

namespace Flint.Client.Http;

/// <summary>One request to the server and its answer, with a deadline of its own; every failure is one of Flint's exceptions.</summary>
/// <param name="clients">Gives the client of a request: it knows the address and the token, and has no timeout.</param>
/// <param name="timeout">How long an answer may take.</param>
/// <param name="time">Measures it.</param>
internal sealed class FlintHttp(Func<HttpClient> clients, TimeSpan timeout, TimeProvider time)
{
    /// <summary>The header that lets a server recognise a repeat of a charge.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Reads what stands at a path.</summary>
    public ValueTask<T?> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) =>
        WithinAsync(timeout, token => OnceAsync(() => new HttpRequestMessage(HttpMethod.Get, path), type, token), ct);

    /// <summary>As the other, for what takes as long as it takes.</summary>
    public ValueTask<T?> GetLongAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) =>
        WithinAsync(Timeout.InfiniteTimeSpan, token => OnceAsync(() => new HttpRequestMessage(HttpMethod.Get, path), type, token), ct);

    /// <summary>Removes what stands at a path.</summary>
    public ValueTask<T?> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) => DeleteAsync(path, type, timeout, ct);

    /// <summary>As the other, for work that takes as long as it takes.</summary>
    public ValueTask<T?> DeleteLongAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) => DeleteAsync(path, type, Timeout.InfiniteTimeSpan, ct);

    /// <summary>Asks for what may be asked for twice.</summary>
    public ValueTask<TReply?> AskAsync<T, TReply>(string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TReply> replyType, CancellationToken ct) =>
        AskAsync(path, body, type, replyType, timeout, ct);

    /// <summary>Has something done that may be done twice.</summary>
    public async ValueTask DoAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken ct) =>
        await AskAsync(path, body, type, FlintJson.Wire.OkReply, timeout, ct).ConfigureAwait(false);

    /// <summary>As the other, for work that takes as long as it takes.</summary>
    public async ValueTask DoLongAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken ct) =>
        await AskAsync(path, body, type, FlintJson.Wire.OkReply, Timeout.InfiniteTimeSpan, ct).ConfigureAwait(false);

    /// <summary>Asks for a charge. Sent again once if the connection is lost before the answer: the server recognises it by its header and charges once.</summary>
    public ValueTask<TReply?> ChargeAsync<T, TReply>(string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TReply> replyType, CancellationToken ct)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        var key = Guid.NewGuid().ToString("N");
        return WithinAsync(timeout, ChargeOnceAsync, ct);

        async ValueTask<TReply?> ChargeOnceAsync(CancellationToken token)
        {
            try
            {
                return await OnceAsync(Charge, replyType, token).ConfigureAwait(false);
            }
            catch (Exception e) when (IsLost(e))
            {
                return await OnceAsync(Charge, replyType, token).ConfigureAwait(false);
            }
        }

        HttpRequestMessage Charge()
        {
            var request = Post(path, bytes);
            request.Headers.TryAddWithoutValidation(IdempotencyKey, key);
            return request;
        }
    }

    /// <summary>Reads an array item by item, as it comes; the deadline holds until it begins.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken ct)
    {
        using var response = await WithinAsync(timeout, token => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), token), ct).ConfigureAwait(false);
        using var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var items = JsonSerializer.DeserializeAsyncEnumerable(body, type, ct).GetAsyncEnumerator(ct);
        await using var whole = items.ConfigureAwait(false);
        while (await NextAsync(items, ct).ConfigureAwait(false))
            yield return items.Current ?? throw Unreadable();
    }

    private ValueTask<T?> DeleteAsync<T>(string path, JsonTypeInfo<T> type, TimeSpan limit, CancellationToken ct) =>
        WithinAsync(limit, token => OnceAsync(() => new HttpRequestMessage(HttpMethod.Delete, path), type, token), ct);

    private ValueTask<TReply?> AskAsync<T, TReply>(
        string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TReply> replyType, TimeSpan limit, CancellationToken ct)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        return WithinAsync(limit, token => OnceAsync(() => Post(path, bytes), replyType, token), ct);
    }

    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> items, CancellationToken ct)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (Failure(e, ct) is { } failure)
        {
            throw failure;
        }
    }

    private async ValueTask<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, ValueTask<T>> work, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (Failure(e, ct) is { } failure)
        {
            throw failure;
        }
    }

    private async ValueTask<T?> OnceAsync<T>(Func<HttpRequestMessage> request, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var response = await SendAsync(request(), ct).ConfigureAwait(false);
        using var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync(body, type, ct).ConfigureAwait(false);
    }

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            var response = await clients().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK)
                return response;
            using (response)
                throw ServerErrors.From(response.StatusCode, await ErrorAsync(response, ct).ConfigureAwait(false));
        }
    }

    // Whatever stands between may answer as well, in any form.
    private static async ValueTask<string> ErrorAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct).ConfigureAwait(false);
        try
        {
            if (JsonSerializer.Deserialize(text, FlintJson.Wire.ErrorReply) is { Error: { Length: > 0 } error })
                return error;
        }
        catch (JsonException)
        {
        }
        return $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
    }

    private static HttpRequestMessage Post(string path, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    // The connection was there and went away: a server that was not reached at all is not asked again.
    private static bool IsLost(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => false,
        HttpRequestException or IOException => true,
        _ => false,
    };

    private FlintException? Failure(Exception e, CancellationToken ct) => e switch
    {
        FlintException => null,
        OperationCanceledException when ct.IsCancellationRequested => null,
        OperationCanceledException => new FlintConnectionException($"no answer from {Address} within {timeout.TotalSeconds:0.###} s", e),
        // What stands within says why: the outer text of a refused certificate is that one should look there.
        HttpRequestException or IOException => new FlintConnectionException($"no connection to {Address}: {e.GetBaseException().Message}", e),
        JsonException => Unreadable(e),
        _ => null,
    };

    private FlintServerException Unreadable(Exception? e = null) =>
        new((int)HttpStatusCode.OK, $"the answer of {Address} cannot be read{(e is null ? "" : $": {e.Message}")}");

    private Uri? Address => clients().BaseAddress;
}
