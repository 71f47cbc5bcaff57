namespace Flint.Abstractions.Tests;

public sealed class LimitingTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flint-limiting-");
    private Limiter _limiter = null!;
    private string _done = "";

    public async Task InitializeAsync() => _limiter = await Limiter.OpenAsync(new LimiterOptions { DataDirectory = _directory.FullName, Sync = SyncMode.Batch() });

    public async Task DisposeAsync()
    {
        await _limiter.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Limited_work_should_be_done_while_there_is_room_and_then_not()
    {
        var send = _limiter.Limited("email:send", rate: 3, per: "1h", cost: 1, SendAsync, Algorithm.FixedWindowCounter);
        for (var i = 0; i < 3; i++)
            await send();

        var e = await Assert.ThrowsAsync<RateLimitExceededException>(send);

        Assert.Equal("sent sent sent ", _done);
        Assert.Equal(("email:send", 1, 0, Algorithm.FixedWindowCounter), (e.Key, e.Cost, e.Remaining, e.Algorithm));
        Assert.InRange(e.RetryAfter!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.Equal($"rate limit exceeded for email:send until {e.ResetAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss.FFFFFF}Z", e.Message);
        Assert.Equal((3, 1), await CountedAsync("email:send"));
    }

    [Fact]
    public async Task Key_that_has_a_limit_should_keep_it()
    {
        await _limiter.LimitAsync("email:send", 1, "1h");
        var send = _limiter.Limited("email:send", rate: 100, per: "1s", cost: 1, SendAsync);

        await send();

        await Assert.ThrowsAsync<RateLimitExceededException>(send);
        Assert.Equal(1, (await _limiter.StatusAsync("email:send"))!.Rate);
    }

    [Fact]
    public async Task Every_kind_of_work_should_be_behind_the_same_limit()
    {
        var text = (string s) => _done += s;
        await _limiter.Limited("k", 20, "1h", 1, () => text("a"))();
        await _limiter.Limited("k", 20, "1h", 1, (Action)(() => text("b")))();
        await _limiter.Limited("k", 20, "1h", 1, (Action<string>)(s => text(s)))("c");
        await _limiter.Limited("k", 20, "1h", 1, SendAsync)();
        await _limiter.Limited<string>("k", 20, "1h", 1, SendToAsync)("d");
        await _limiter.Limited<string>("k", 20, "1h", 1, SendUntilAsync)("e", new CancellationToken());
        await _limiter.Limited("k", 20, "1h", 1, (CancellationToken ct) => SendUntilAsync("f", ct))(default);

        Assert.Equal("abcsent to d e until f until ", _done);
        Assert.Equal(3, await _limiter.Limited("k", 20, "1h", 1, () => Task.FromResult(3))());
        Assert.Equal(4, await _limiter.Limited("k", 20, "1h", 1, (int n) => Task.FromResult(n))(4));
        Assert.Equal(5, await _limiter.Limited("k", 20, "1h", 1, (int n, CancellationToken _) => Task.FromResult(n))(5, default));
        Assert.Equal(6, await _limiter.Limited("k", 20, "1h", 1, (int n) => n + 1)(5));
        Assert.Equal((11, 0), await CountedAsync("k"));
    }

    [Fact]
    public async Task Cancellation_should_reach_the_check_before_the_work()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _limiter.Limited<string>("k", 20, "1h", 1, SendUntilAsync)("a", cancelled.Token));

        Assert.Equal("", _done);
    }

    [Fact]
    public async Task Cancellation_should_reach_the_check_of_work_with_a_result_and_no_other_parameter()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var work = _limiter.Limited("k", 20, "1h", 1, (CancellationToken _) => Task.FromResult(7));

        Assert.Equal(7, await work(default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work(cancelled.Token));

        Assert.Equal((1, 0), await CountedAsync("k"));
    }

    [Fact]
    public void Work_that_nobody_would_await_should_be_refused_where_it_is_written()
    {
        ValueTask Send() => ValueTask.CompletedTask;
        ValueTask<int> CountOf(string text) => ValueTask.FromResult(text.Length);

        Assert.Throws<ArgumentException>("work", () => _limiter.Limited("k", 20, "1h", 1, Send));
        Assert.Throws<ArgumentException>("work", () => _limiter.Limited("k", 20, "1h", 1, (string text) => CountOf(text)));
        Assert.Throws<ArgumentException>("work", () => _limiter.Limited<string, Task>("k", 20, "1h", 1, SendToAsync));
    }

    [Fact]
    public async Task What_the_work_throws_should_go_through_and_stay_charged()
    {
        var work = _limiter.Limited("k", 20, "1h", 4, () => Task.FromException(new InvalidOperationException("no mail today")));

        Assert.Equal("no mail today", (await Assert.ThrowsAsync<InvalidOperationException>(work)).Message);

        Assert.Equal((4, 0), await CountedAsync("k"));
    }

    [Fact]
    public async Task What_is_wrong_should_be_said_where_it_is_written()
    {
        Assert.Throws<InvalidKeyException>(() => _limiter.Limited(" ", 1, "1m", 1, SendAsync));
        Assert.Throws<InvalidRateException>(() => _limiter.Limited("k", 0, "1m", 1, SendAsync));
        Assert.Throws<InvalidDurationException>(() => _limiter.Limited("k", 1, "soon", 1, SendAsync));
        Assert.Throws<InvalidCostException>(() => _limiter.Limited("k", 1, "1m", 0, SendAsync));
        Assert.Throws<UnknownAlgorithmException>(() => _limiter.Limited("k", 1, "1m", 1, SendAsync, (Algorithm)9));
        await Assert.ThrowsAsync<InvalidCostException>(_limiter.Limited("k", 1, "1m", 2, SendAsync));
        Assert.Equal("", _done);
    }

    private Task SendAsync()
    {
        _done += "sent ";
        return Task.CompletedTask;
    }

    private Task SendToAsync(string to)
    {
        _done += $"to {to} ";
        return Task.CompletedTask;
    }

    private Task SendUntilAsync(string to, CancellationToken ct)
    {
        _done += $"{to} until ";
        return Task.CompletedTask;
    }

    private async Task<(long Charged, long Denied)> CountedAsync(string key)
    {
        var status = (await _limiter.StatusAsync(key))!;
        return (status.TotalAllowedCost, status.TotalDenied);
    }
}
