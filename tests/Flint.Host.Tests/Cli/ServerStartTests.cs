using System.Net;
using System.Net.Sockets;
using Flint.Host.Cli;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Cli;

public sealed class ServerStartTests
{
    private readonly TestProgram _flint = new();

    [Fact]
    public async Task A_server_should_serve_until_told_to_stop_and_then_flush()
    {
        using var stop = new CancellationTokenSource();
        var output = new FirstLine();

        var running = _flint.RunAsync(["server", "start", "--bind", "127.0.0.1:0"], output, stop.Token);
        var line = await output.Task;
        Assert.Matches("^flint server listening on http://127\\.0\\.0\\.1:[1-9][0-9]*$", line);
        var url = line.Split(' ')[^1];
        using var http = new HttpClient();
        Assert.Equal("{\"ok\":true}", await http.GetStringAsync(new Uri($"{url}/v1/health")));
        Assert.Equal(0, _flint.Limiter.Disposals);
        await stop.CancelAsync();

        Assert.Equal(ExitCode.Done, (await running).Code);
        Assert.Equal(1, _flint.Limiter.Disposals);
        Assert.Equal([url], _flint.Source.Announced);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri($"{url}/v1/health")));
    }

    [Fact]
    public async Task A_server_told_to_stop_before_it_serves_should_be_done()
    {
        var ended = await _flint.RunAsync(["server", "start", "--bind", "127.0.0.1:0"], new FirstLine(), new CancellationToken(canceled: true));

        Assert.Equal((ExitCode.Done, ""), (ended.Code, ended.Errors));
    }

    [Theory]
    [InlineData("--sync always", false, null, null)]
    [InlineData("--sync batch", true, null, null)]
    [InlineData("--sync batch --flush-every-ms 5", true, null, 5)]
    [InlineData("--sync batch --flush-every-events 7", true, 7, null)]
    [InlineData("--sync batch --flush-every-events 7 --flush-every-ms 5", true, 7, 5)]
    public async Task The_sync_mode_should_be_the_one_that_is_named(string line, bool batch, int? events, int? millis)
    {
        await StartAsync(line);

        var (directory, sync) = Assert.Single(_flint.Source.Opened);
        Assert.Equal((null, batch, events, millis), (directory, sync!.IsBatch, sync.FlushEveryEvents, (int?)sync.FlushEvery?.TotalMilliseconds));
    }

    [Fact]
    public async Task What_is_left_out_should_be_left_to_the_settings()
    {
        await StartAsync("--data-dir D");

        Assert.Equal([("D", null)], _flint.Source.Opened);
    }

    [Fact]
    public async Task The_token_should_also_come_from_the_environment()
    {
        _flint.Environment["FLINT_SERVER_TOKEN"] = "from-the-environment";

        Assert.Equal(HttpStatusCode.Unauthorized, await StartAsync(""));
        Assert.Equal(HttpStatusCode.Unauthorized, await StartAsync("", "from-elsewhere"));
        Assert.Equal(HttpStatusCode.OK, await StartAsync("", "from-the-environment"));
        Assert.Equal(HttpStatusCode.OK, await StartAsync("--token from-the-line", "from-the-line"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StartAsync("--token from-the-line", "from-the-environment"));
    }

    [Theory]
    [InlineData("--bind 0.0.0.0:7878", "refusing to bind 0.0.0.0:7878 to a non-loopback address without --token")]
    [InlineData("--bind [::]:7878", "refusing to bind [::]:7878 to a non-loopback address without --token")]
    [InlineData("--bind nowhere", "cannot bind to \"nowhere\"")]
    [InlineData("--token=", "'--token'")]
    [InlineData("--sync sometimes", "'sometimes'")]
    [InlineData("--flush-every-ms 5", "--flush-every-ms counts with --sync batch only")]
    [InlineData("--sync always --flush-every-events 5", "--flush-every-events counts with --sync batch only")]
    [InlineData("--max-blocking 0", "--max-blocking must be a whole number from 1")]
    [InlineData("--max-blocking x", "--max-blocking must be a whole number from 1")]
    [InlineData("--sync batch --flush-every-ms 0", "--flush-every-ms must be a whole number from 1")]
    [InlineData("--sync batch --flush-every-events -1", "--flush-every-events must be a whole number from 1")]
    public async Task A_server_that_must_not_start_should_open_nothing(string line, string error)
    {
        (await _flint.RunAsync(["server", "start", .. line.Split(' ')])).ShouldFail(ExitCode.Usage, error);

        Assert.Empty(_flint.Source.Opened);
    }

    [Fact]
    public async Task An_empty_token_should_be_refused_wherever_it_comes_from()
    {
        (await _flint.RunAsync("server", "start", "--token", "")).ShouldFail(ExitCode.Usage, "the token must not be empty");
        _flint.Environment["FLINT_SERVER_TOKEN"] = "";
        (await _flint.RunAsync("server", "start")).ShouldFail(ExitCode.Usage, "the token must not be empty");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --sync always")]
    public async Task A_second_server_should_be_told_who_serves_and_what_clients_do(string sync)
    {
        _flint.Source.Refusal = new DataDirectoryLockedException("d", 4711, "http://127.0.0.1:7878");

        var ended = await _flint.RunAsync($"server start --bind 127.0.0.1:0{sync}".Split(' '));

        ended.ShouldFail(
            ExitCode.Failure,
            "flint: data directory is already locked: d (held by process 4711, which serves http://127.0.0.1:7878); one server serves a directory, its clients use --server http://127.0.0.1:7878\n");
    }

    [Fact]
    public async Task A_port_that_is_taken_should_be_a_failure_told_once()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var ended = await _flint.RunAsync("server", "start", "--bind", taken.LocalEndpoint.ToString()!);

        ended.ShouldFail(ExitCode.Failure, "address already in use");
        Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(1, _flint.Limiter.Disposals);
    }

    /// <summary>Starts a server, asks for its health and stops it.</summary>
    private async Task<HttpStatusCode> StartAsync(string line, string? token = null)
    {
        using var stop = new CancellationTokenSource();
        var output = new FirstLine();
        var running = _flint.RunAsync(
            ["server", "start", "--bind", "127.0.0.1:0", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)], output, stop.Token);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        using var response = await http.GetAsync(new Uri($"{(await output.Task).Split(' ')[^1]}/v1/health"));
        await stop.CancelAsync();
        var ended = await running;
        Assert.Equal((ExitCode.Done, ""), (ended.Code, ended.Errors));
        return response.StatusCode;
    }
}
