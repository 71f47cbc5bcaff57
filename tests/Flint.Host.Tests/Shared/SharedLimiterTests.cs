using Flint.Host.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Flint.Host.Tests.Shared;

/// <summary>A shared limiter over the real server: what it says is what the server's limiter says.</summary>
public sealed class SharedLimiterTests : IAsyncLifetime, IAsyncDisposable
{
    // Nothing in a key may be taken for a part of the request.
    private static readonly string[] Keys = ["api:user-42", "a/b", "a%2Fb", "a%252Fb", ".", "..", "?key=&x", "ä €😀", "\"quoted\" \\ back", "+ +", new string('é', 256)];

    private TestServer _server = null!;
    private SharedLimiter _shared = null!;

    public static TheoryData<string> EveryKindOfKey => new(Keys);

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartAsync(token: "s3cret");
        _shared = new SharedLimiter(_server.Url + "/", "s3cret");
    }

    public async ValueTask DisposeAsync()
    {
        await _shared.DisposeAsync();
        await _server.DisposeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [Theory]
    [MemberData(nameof(EveryKindOfKey))]
    public async Task Any_key_should_be_configured_checked_and_read(string key)
    {
        await _shared.LimitAsync(key, 2, "90s", Algorithm.SlidingWindowLog);
        var grant = await _shared.CheckAsync(key, 2);
        var denial = await _shared.CheckAsync(key);
        var status = await _shared.StatusAsync(key);

        Assert.Equal((true, 2, 0, 2, (TimeSpan?)null, Algorithm.SlidingWindowLog), (grant.Allowed, grant.Cost, grant.Remaining, grant.Limit, grant.RetryAfter, grant.Algorithm));
        Assert.Equal((key, false, TimeSpan.FromMilliseconds(2)), (denial.Key, denial.Allowed, denial.RetryAfter));
        Assert.Equal(_server.Limiter.Limits[key], status);
        Assert.Equal((TimeSpan.FromSeconds(90), 1, 1, 2, FakeLimiter.Noon), (status!.Per, status.TotalAllowed, status.TotalDenied, status.TotalAllowedCost, status.LastDeniedAt));
    }

    [Theory]
    [MemberData(nameof(EveryKindOfKey))]
    public async Task Templates_should_be_set_listed_and_removed(string start)
    {
        var (prefix, key) = (start[..1] + "*", start);
        await _shared.TemplateAsync(prefix, 2, "90s", Algorithm.SlidingWindowLog, idleTtl: "2h");
        await _shared.TemplateAsync(key, 3, "1s");

        Assert.Equal(await _server.Limiter.TemplatesAsync(), await _shared.TemplatesAsync());
        Assert.Contains(new LimitTemplate(prefix, 2, TimeSpan.FromSeconds(90), Algorithm.SlidingWindowLog, TimeSpan.FromHours(2)), await _shared.TemplatesAsync());
        Assert.Contains(new LimitTemplate(key, 3, TimeSpan.FromSeconds(1), Algorithm.TokenBucket, FakeLimiter.DefaultIdleTtl), await _shared.TemplatesAsync());
        Assert.True(await _shared.RemoveTemplateAsync(prefix));
        Assert.False(await _shared.RemoveTemplateAsync(prefix));
        Assert.True(await _shared.RemoveTemplateAsync(key));
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await _shared.RemoveTemplateAsync("a*b"));
        await Assert.ThrowsAsync<InvalidDurationException>(async () => await _shared.TemplateAsync("a*", 1, TimeSpan.FromDays(1), idleTtl: TimeSpan.Zero));
    }

    [Theory]
    [MemberData(nameof(EveryKindOfKey))]
    public async Task Any_key_should_be_removed_alone_and_with_others_of_its_prefix(string key)
    {
        await _shared.LimitAsync(key, 2, "90s");
        Assert.True(await _shared.RemoveAsync(key));
        Assert.False(await _shared.RemoveAsync(key));
        await _shared.LimitAsync(key, 2, "90s");
        await _shared.LimitAsync("zz", 2, "90s");

        Assert.Equal(1, await _shared.PurgeAsync(key));
        Assert.Equal(["zz"], _server.Limiter.Limits.Keys);
        await Assert.ThrowsAsync<InvalidKeyException>(async () => await _shared.PurgeAsync(""));
    }

    [Theory]
    [MemberData(nameof(EveryKindOfKey))]
    public async Task Any_key_should_have_its_history(string key)
    {
        var at = FakeLimiter.Noon;
        LimitEvent[] past =
        [
            new LimitConfigured(key, null, 5, TimeSpan.FromSeconds(1), Algorithm.TokenBucket),
            new CostGranted(key, at, 2),
            new CheckAllGranted(key, at, 3, [(key, 3), ("other", 1)]),
            new CostsDenied(key, at, at.AddSeconds(1), 7, 21),
            new CostsDenied(key, at, at, 1, 5),
            new QuotaReset(key, at),
        ];
        _server.Limiter.Past.AddRange(past);
        _server.Limiter.Past.Add(new QuotaReset("another", at));

        Assert.Equal(past, await Listed(_shared.HistoryAsync(key)));
    }

    [Fact]
    public async Task A_check_all_should_say_what_the_server_says()
    {
        await _shared.LimitAsync("a", 5, "1s");
        await _shared.LimitAsync("b", 1, TimeSpan.FromSeconds(1));

        var granted = await _shared.CheckAllAsync([("a", 2), "b"]);
        var denied = await _shared.CheckAllAsync(["a", "b"]);

        Assert.True(granted.Allowed);
        Assert.Equal([("a", 3L), ("b", 0L)], granted.Results.Select(result => (result.Key, result.Remaining)));
        Assert.Equal((false, "b", 2), (denied.Allowed, denied.DeniedKey, denied.Results.Count));
        Assert.False(await _shared.AllowAllAsync(["b"]));
        Assert.True(await _shared.AllowAsync("a"));
        Assert.Equal(2, _server.Limiter.Limits["a"].Remaining);
    }

    [Fact]
    public async Task A_peek_should_charge_nothing()
    {
        await _shared.LimitAsync("k", 2, "1s");

        Assert.True((await _shared.PeekAsync("k", 2)).Allowed);
        Assert.Equal(2, (await _shared.CheckAsync("k", 2)).Cost);
        Assert.False((await _shared.PeekAsync("k")).Allowed);
        Assert.Equal(0, _server.Limiter.Limits["k"].TotalDenied);
    }

    [Fact]
    public async Task Only_a_missing_limit_should_be_configured_where_that_is_asked_for()
    {
        await _shared.LimitAsync("k", 5, "1s");
        await _shared.LimitAsync("k", 9, TimeSpan.FromHours(1), Algorithm.FixedWindowCounter, onlyIfMissing: true);

        Assert.Equal(5, (await _shared.StatusAsync("k"))!.Rate);
    }

    [Fact]
    public async Task Limits_should_be_listed_ranked_reset_flushed_and_compacted()
    {
        foreach (var (key, denials) in new[] { ("x:1", 1), ("x:2", 3), ("y:1", 2) })
        {
            await _shared.LimitAsync(key, 1, "1h");
            for (var i = 0; i <= denials; i++)
                await _shared.AllowAsync(key);
        }

        Assert.Equal(["x:1", "x:2", "y:1"], (await Listed(_shared.ListAsync())).Select(status => status.Key));
        Assert.Equal(["x:1", "x:2"], (await Listed(_shared.ListAsync("x:"))).Select(status => status.Key));
        Assert.Equal(["x:2"], (await Listed(_shared.ListAsync("x:", "x:1"))).Select(status => status.Key));
        Assert.Equal(["x:2", "y:1"], (await Listed(_shared.ListAsync(null, "x:1"))).Select(status => status.Key));
        Assert.Equal([_server.Limiter.Limits["x:2"], _server.Limiter.Limits["y:1"]], await _shared.TopAsync(TopBy.Denied, 2));
        Assert.Equal(await ((ILimiter)_server.Limiter).TotalsAsync(), await _shared.TotalsAsync());
        Assert.Equal(3, Assert.Single(await _shared.TotalsAsync()).Limits);

        await _shared.ResetAsync("x:1");
        await _shared.FlushAsync();
        await _shared.CompactAsync();
        Assert.Equal((1, 1, 1), (_server.Limiter.Limits["x:1"].Remaining, _server.Limiter.Flushes, _server.Limiter.Compactions));
    }

    [Fact]
    public async Task Doctor_should_tell_of_the_server_s_directory()
    {
        _server.Limiter.Report = _server.Limiter.Report with { Ok = false, Damage = new StorageDamage("flint.aof", 3, 250, "a reason", "put it back") };

        var report = await _shared.DoctorAsync();

        Assert.Equal((false, 2, 7, _server.Limiter.Report.Damage), (report.Ok, report.Limits, report.HistoryEvents, report.Damage));
    }

    [Fact]
    public async Task Bad_input_should_have_the_exceptions_of_an_embedded_limiter()
    {
        await _shared.LimitAsync("k", 5, "1s");

        await Assert.ThrowsAsync<InvalidKeyException>(async () => await _shared.CheckAsync("\ud800"));
        await Assert.ThrowsAsync<InvalidRateException>(async () => await _shared.LimitAsync("k", 0, "1s"));
        await Assert.ThrowsAsync<InvalidDurationException>(async () => await _shared.LimitAsync("k", 1, "5x"));
        await Assert.ThrowsAsync<UnknownAlgorithmException>(async () => await _shared.LimitAsync("k", 1, "1s", (Algorithm)9));
        await Assert.ThrowsAsync<DuplicateKeyException>(async () => await _shared.CheckAllAsync(["k", "k"]));
        await Assert.ThrowsAsync<InvalidItemCountException>(async () => await _shared.TopAsync(limit: 0));
        await Assert.ThrowsAsync<InvalidCostException>(async () => await _shared.CheckAsync("k", 0));
        Assert.Equal(
            "cost 6 exceeds configured rate capacity 5",
            (await Assert.ThrowsAsync<InvalidCostException>(async () => await _shared.CheckAsync("k", 6))).Message);
        Assert.Equal("nobody", (await Assert.ThrowsAsync<LimitNotConfiguredException>(async () => await _shared.CheckAsync("nobody"))).Key);
        Assert.Null(await _shared.StatusAsync("nobody"));
    }

    [Fact]
    public async Task Bad_input_should_fault_the_task_at_every_call()
    {
        Task[] refused =
        [
            _shared.LimitAsync("k", 1, "5x").AsTask(), _shared.LimitAsync("k", 0, "1s").AsTask(), _shared.LimitAsync("", 1, TimeSpan.FromSeconds(1)).AsTask(), _shared.ResetAsync("").AsTask(),
        ];

        foreach (var task in refused)
            await Assert.ThrowsAnyAsync<InvalidInputException>(() => task);
    }

    public static TheoryData<Exception> Unavailable => new(
        new StorageFailedException("fdatasync: EIO"),
        new LimiterOverloadedException("100000 requests wait"),
        new RequestNotDecidedException("the limiter is stopping"),
        new OutcomeUnknownException("no answer within 30 s"));

    [Theory]
    [MemberData(nameof(Unavailable))]
    public async Task What_the_server_cannot_do_should_have_the_exceptions_of_an_embedded_limiter(Exception failure)
    {
        await _shared.LimitAsync("k", 5, "1s");
        _server.Limiter.BeforeCheck = () => throw failure;

        var thrown = await Assert.ThrowsAnyAsync<FlintException>(async () => await _shared.CheckAsync("k"));

        Assert.Equal(failure.GetType(), thrown.GetType());
        Assert.Contains(failure.Message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_should_be_an_error_of_the_server()
    {
        await using var stranger = new SharedLimiter(_server.Url, "guess");

        var error = await Assert.ThrowsAsync<FlintServerException>(async () => await stranger.StatusAsync("k"));

        Assert.Equal((401, "unauthorized"), (error.Status, error.Message));
    }

    [Fact]
    public async Task A_server_that_is_not_there_should_be_a_failed_connection()
    {
        var url = _server.Url;
        await _server.StopAsync();

        var error = await Assert.ThrowsAsync<FlintConnectionException>(async () => await _shared.CheckAsync("k"));

        Assert.Contains(url, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_should_make_its_clients()
    {
        var services = new ServiceCollection();
        services.AddFlintShared(_server.Url, "s3cret");
        await using var provider = services.BuildServiceProvider();
        var limiter = provider.GetRequiredService<ILimiter>();

        await limiter.LimitAsync("k", 1, "1s");

        Assert.True(await limiter.AllowAsync("k"));
        Assert.False(await limiter.AllowAsync("k"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:7878")]
    [InlineData("ftp://127.0.0.1")]
    public void What_is_no_address_should_be_refused(string url)
    {
        Assert.Throws<ArgumentException>(() => new SharedLimiter(url));
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddFlintShared(url));
    }

    private static async Task<List<T>> Listed<T>(IAsyncEnumerable<T> items)
    {
        var listed = new List<T>();
        await foreach (var item in items)
            listed.Add(item);
        return listed;
    }
}
