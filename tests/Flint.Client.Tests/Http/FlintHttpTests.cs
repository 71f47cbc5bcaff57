using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Flint.Client.Tests.Http;

/// <summary>What goes over the wire when things go wrong, before a server that the test plays.</summary>
public sealed class FlintHttpTests : HttpMessageHandler
{
    private const string Granted =
        """{"key":"k","allowed":true,"cost":1,"remaining":4,"reset_at":"2026-11-24T12:00:01Z","algorithm":"token_bucket","limit":5,"retry_after_ms":null}""";

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _idempotencyKeys = [];
    private readonly Queue<Func<Task<HttpResponseMessage>>> _answers = [];

    [Fact]
    public async Task A_check_should_be_sent_again_under_its_name_when_the_connection_is_lost()
    {
        Answer(() => throw new HttpRequestException(HttpRequestError.ResponseEnded));
        Answer(HttpStatusCode.OK, Granted);

        Assert.True(await Limiter().AllowAsync("k"));

        Assert.Equal(2, _idempotencyKeys.Count);
        Assert.Single(_idempotencyKeys.Distinct());
    }

    [Fact]
    public async Task Two_checks_should_have_two_names()
    {
        Answer(HttpStatusCode.OK, Granted);
        Answer(HttpStatusCode.OK, Granted);
        var limiter = Limiter();

        await limiter.CheckAsync("k");
        await limiter.CheckAsync("k");

        Assert.Equal(2, _idempotencyKeys.Distinct().Count());
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, 1)]
    [InlineData(HttpRequestError.NameResolutionError, 1)]
    [InlineData(HttpRequestError.ResponseEnded, 2)]
    public async Task A_connection_that_stays_away_should_fail(HttpRequestError error, int attempts)
    {
        for (var i = 0; i < attempts; i++)
            Answer(() => throw new HttpRequestException(error));

        await Assert.ThrowsAsync<FlintConnectionException>(async () => await Limiter().CheckAsync("k"));

        Assert.Empty(_answers);
    }

    [Fact]
    public async Task No_answer_in_time_should_fail()
    {
        Answer(() => new TaskCompletionSource<HttpResponseMessage>().Task);
        var check = Limiter().CheckAsync("k").AsTask();

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(check.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("no answer from http://flint/ within 10 s", (await Assert.ThrowsAsync<FlintConnectionException>(() => check)).Message);
    }

    [Fact]
    public async Task The_caller_should_be_able_to_give_up()
    {
        Answer(() => new TaskCompletionSource<HttpResponseMessage>().Task);
        using var cancel = new CancellationTokenSource();
        var check = Limiter().CheckAsync("k", ct: cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
    }

    [Fact]
    public async Task Compaction_should_take_as_long_as_it_takes()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        Answer(() => answer.Task);
        var compaction = Limiter().CompactAsync().AsTask();

        _time.Advance(TimeSpan.FromHours(1));
        answer.SetResult(Response(HttpStatusCode.OK, """{"ok":true}"""));

        await compaction;
    }

    [Fact]
    public async Task Doctor_should_take_as_long_as_it_takes()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        Answer(() => answer.Task);
        var report = Limiter().DoctorAsync().AsTask();

        _time.Advance(TimeSpan.FromHours(1));
        answer.SetResult(Response(HttpStatusCode.OK, """{"ok":true,"aof_bytes":5,"out_of_bounds":[],"notes":[]}"""));

        Assert.Equal((true, 5L), ((await report).Ok, (await report).AofBytes));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "<html>", "the server answered 502 Bad Gateway")]
    [InlineData(HttpStatusCode.BadRequest, """{"error":"per must be given"}""", "per must be given")]
    [InlineData(HttpStatusCode.ServiceUnavailable, """{"error":""}""", "the server answered 503 Service Unavailable")]
    [InlineData(HttpStatusCode.OK, "{", "the answer of http://flint/ cannot be read")]
    [InlineData(HttpStatusCode.OK, "null", "the server's answer is empty")]
    public async Task What_no_exception_is_made_for_should_carry_what_was_said(HttpStatusCode status, string body, string message)
    {
        Answer(status, body);

        var error = await Assert.ThrowsAsync<FlintServerException>(async () => await Limiter().CheckAsync("k"));

        Assert.Equal((int)status, error.Status);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_breaks_off_should_fail()
    {
        Answer(HttpStatusCode.OK, "[");

        await Assert.ThrowsAsync<FlintServerException>(async () =>
        {
            await foreach (var status in Limiter().ListAsync())
                Assert.Fail($"{status} was never sent");
        });
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValues("Idempotency-Key", out var keys))
            _idempotencyKeys.AddRange(keys);
        return _answers.Dequeue()().WaitAsync(cancellationToken);
    }

    private SharedLimiter Limiter()
    {
        var client = new HttpClient(this, disposeHandler: false);
        SharedLimiter.Configure(client, "http://flint", token: null);
        return new SharedLimiter(() => client, timeout: null, _time);
    }

    private void Answer(HttpStatusCode status, string body) => Answer(() => Task.FromResult(Response(status, body)));

    private void Answer(Func<Task<HttpResponseMessage>> answer) => _answers.Enqueue(answer);

    private static HttpResponseMessage Response(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
