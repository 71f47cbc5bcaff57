using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Flint.Client.Contracts;
using Flint.Client.Http;
using Flint.Client.Json;

namespace Flint;

/// <summary>
/// The limits of a flint server, shared by every process that asks it. Input is judged here as an embedded limiter judges it; what the server refuses or
/// cannot do has the same exceptions. A connection that is lost while a check is under way is tried once more, and the check is charged once.
/// </summary>
public sealed class SharedLimiter : ILimiter
{
    private const int StatusesAtATime = 16;

    private readonly FlintHttp _http;
    private readonly HttpClient? _own;

    /// <summary>Connects with the first request.</summary>
    /// <param name="url">The server's address, such as <c>http://127.0.0.1:7878</c>.</param>
    /// <param name="token">What the server was given as <c>--token</c>.</param>
    /// <param name="timeout">How long an answer may take; left out: 10 s. Compaction takes as long as it takes.</param>
    /// <exception cref="ArgumentException">The address is not one of http or https.</exception>
    public SharedLimiter(string url, string? token = null, TimeSpan? timeout = null)
    {
        _own = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        Configure(_own, url, token);
        _http = new FlintHttp(() => _own, timeout ?? DefaultTimeout, TimeProvider.System);
    }

    /// <summary>Asks with clients that somebody else makes and keeps, as <c>IHttpClientFactory</c> does.</summary>
    internal SharedLimiter(Func<HttpClient> clients, TimeSpan? timeout, TimeProvider time) => _http = new FlintHttp(clients, timeout ?? DefaultTimeout, time);

    private static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async ValueTask LimitAsync(string key, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default) =>
        await LimitAsync(key, rate, Duration.Parse(per), algorithm, ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, CancellationToken ct = default) =>
        LimitAsync(key, rate, per, algorithm, onlyIfMissing: false, ct);

    /// <inheritdoc/>
    public async ValueTask LimitAsync(string key, long rate, TimeSpan per, Algorithm algorithm, bool onlyIfMissing, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        LimitRules.RequireRate(rate);
        LimitRules.RequirePer(per);
        var limit = new LimitRequest { Key = key, Rate = rate, Per = Duration.Format(per), Algorithm = algorithm.Name(), OnlyIfMissing = onlyIfMissing };
        await _http.DoAsync("v1/limits", limit, FlintJson.Wire.LimitRequest, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<CheckResult> CheckAsync(string key, long cost = 1, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        LimitRules.RequireCost(cost);
        var check = new CheckRequest { Key = key, Cost = cost };
        return Given(await _http.ChargeAsync("v1/check", check, FlintJson.Wire.CheckRequest, FlintJson.Wire.CheckReply, ct).ConfigureAwait(false)).ToResult();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AllowAsync(string key, long cost = 1, CancellationToken ct = default) => (await CheckAsync(key, cost, ct).ConfigureAwait(false)).Allowed;

    /// <inheritdoc/>
    public async ValueTask<CheckAllResult> CheckAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default)
    {
        LimitRules.RequireItems(items);
        var check = new CheckAllRequest { Items = [.. items.Select(item => new CheckRequest { Key = item.Key, Cost = item.Cost })] };
        return Given(await _http.ChargeAsync("v1/check-all", check, FlintJson.Wire.CheckAllRequest, FlintJson.Wire.CheckAllReply, ct).ConfigureAwait(false)).ToResult();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> AllowAllAsync(IReadOnlyList<CheckItem> items, CancellationToken ct = default) => (await CheckAllAsync(items, ct).ConfigureAwait(false)).Allowed;

    /// <inheritdoc/>
    public async ValueTask<CheckResult> PeekAsync(string key, long cost = 1, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        LimitRules.RequireCost(cost);
        var check = new CheckRequest { Key = key, Cost = cost };
        return Given(await _http.AskAsync("v1/peek", check, FlintJson.Wire.CheckRequest, FlintJson.Wire.CheckReply, ct).ConfigureAwait(false)).ToResult();
    }

    /// <inheritdoc/>
    public async ValueTask<LimitStatus?> StatusAsync(string key, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);

        // In the query: a key such as ".." cannot stand in a path.
        return (await _http.GetAsync($"v1/limits?key={Uri.EscapeDataString(key)}", FlintJson.Wire.StatusReply, ct).ConfigureAwait(false))?.ToStatus();
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<LimitStatus> ListAsync(string? prefix = null, CancellationToken ct = default) => ListAsync(prefix, after: null, ct);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LimitStatus> ListAsync(string? prefix, string? after, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var path = $"v1/limits?prefix={Uri.EscapeDataString(prefix ?? "")}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
        await foreach (var status in _http.StreamAsync(path, FlintJson.Wire.StatusReply, ct).ConfigureAwait(false))
            yield return status.ToStatus();
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LimitEvent> HistoryAsync(string key, [EnumeratorCancellation] CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        await foreach (var past in _http.StreamAsync($"v1/history?key={Uri.EscapeDataString(key)}", FlintJson.Wire.EventReply, ct).ConfigureAwait(false))
            yield return past.ToEvent(key);
    }

    /// <inheritdoc/>
    /// <remarks>The server ranks; the statuses are read one by one after that, so they may be newer than the ranking.</remarks>
    public async ValueTask<IReadOnlyList<LimitStatus>> TopAsync(TopBy by = TopBy.Denied, int limit = 20, CancellationToken ct = default)
    {
        LimitRules.RequireCount(limit);
        var path = string.Create(CultureInfo.InvariantCulture, $"v1/top?by={by.Name()}&limit={limit}");
        var ranking = Given(await _http.GetAsync(path, FlintJson.Wire.IReadOnlyListTopReply, ct).ConfigureAwait(false));
        var statuses = new List<LimitStatus>(ranking.Count);
        foreach (var some in ranking.Chunk(StatusesAtATime))
            statuses.AddRange((await Task.WhenAll(some.Select(ranked => StatusAsync(ranked.Key, ct).AsTask())).ConfigureAwait(false)).OfType<LimitStatus>());
        return statuses;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LimitTotals>> TotalsAsync(CancellationToken ct = default) =>
        [.. Given(await _http.GetAsync("v1/totals", FlintJson.Wire.IReadOnlyListTotalsReply, ct).ConfigureAwait(false)).Select(totals => totals.ToTotals())];

    /// <inheritdoc/>
    public async ValueTask ResetAsync(string key, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        await _http.DoAsync("v1/reset", new ResetRequest { Key = key }, FlintJson.Wire.ResetRequest, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken ct = default)
    {
        LimitRules.RequireKey(key);
        return Given(await _http.DeleteAsync($"v1/limits?key={Uri.EscapeDataString(key)}", FlintJson.Wire.RemovedReply, ct).ConfigureAwait(false)).Removed > 0;
    }

    /// <inheritdoc/>
    public async ValueTask<long> PurgeAsync(string prefix, CancellationToken ct = default)
    {
        LimitRules.RequirePrefix(prefix);
        return Given(await _http.DeleteLongAsync($"v1/limits?prefix={Uri.EscapeDataString(prefix)}", FlintJson.Wire.RemovedReply, ct).ConfigureAwait(false)).Removed;
    }

    /// <inheritdoc/>
    public ValueTask TemplateAsync(string pattern, long rate, string per, Algorithm algorithm = Algorithm.TokenBucket, string? idleTtl = null, CancellationToken ct = default) =>
        TemplateAsync(pattern, rate, Duration.Parse(per), algorithm, idleTtl is null ? null : Duration.Parse(idleTtl), ct);

    /// <inheritdoc/>
    public ValueTask TemplateAsync(string pattern, long rate, TimeSpan per, Algorithm algorithm = Algorithm.TokenBucket, TimeSpan? idleTtl = null, CancellationToken ct = default)
    {
        LimitRules.RequirePattern(pattern);
        LimitRules.RequireRate(rate);
        LimitRules.RequirePer(per);
        if (idleTtl is { } idle)
            LimitRules.RequireIdleTtl(idle);
        var template = new TemplateRequest
        {
            Pattern = pattern,
            Rate = rate,
            Per = Duration.Format(per),
            Algorithm = algorithm.Name(),
            IdleTtl = idleTtl is { } ttl ? Duration.Format(ttl) : null,
        };
        return _http.DoAsync("v1/templates", template, FlintJson.Wire.TemplateRequest, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LimitTemplate>> TemplatesAsync(CancellationToken ct = default) =>
        [.. Given(await _http.GetAsync("v1/templates", FlintJson.Wire.IReadOnlyListTemplateReply, ct).ConfigureAwait(false)).Select(template => template.ToTemplate())];

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveTemplateAsync(string pattern, CancellationToken ct = default)
    {
        LimitRules.RequirePattern(pattern);
        return Given(await _http.DeleteAsync($"v1/templates?pattern={Uri.EscapeDataString(pattern)}", FlintJson.Wire.RemovedReply, ct).ConfigureAwait(false)).Removed > 0;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken ct = default) => _http.DoAsync("v1/log/flush", new EmptyRequest(), FlintJson.Wire.EmptyRequest, ct);

    /// <inheritdoc/>
    public ValueTask CompactAsync(CancellationToken ct = default) => _http.DoLongAsync("v1/log/compact", new EmptyRequest(), FlintJson.Wire.EmptyRequest, ct);

    /// <inheritdoc/>
    /// <remarks>The report is of the server's directory.</remarks>
    public async ValueTask<DoctorReport> DoctorAsync(CancellationToken ct = default) =>
        Given(await _http.GetLongAsync("v1/doctor", FlintJson.Wire.DoctorReply, ct).ConfigureAwait(false)).ToReport();

    /// <summary>Closes the connections; the server and its limits stay as they are.</summary>
    public ValueTask DisposeAsync()
    {
        _own?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a client one of that server's.</summary>
    internal static void Configure(HttpClient client, string url, string? token)
    {
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException($"\"{url}\" is no address of a server: write one such as http://127.0.0.1:7878", nameof(url));
        client.BaseAddress = address;

        // Deadlines are those of the requests.
        client.Timeout = Timeout.InfiniteTimeSpan;
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static T Given<T>(T? reply) where T : class => reply ?? throw new FlintServerException(200, "the server's answer is empty");
}
