using Flint.Host.Cli;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Cli;

/// <summary>The verbs against a running server.</summary>
public sealed class ServerOptionTests : IAsyncLifetime
{
    private readonly TestProgram _flint = new();
    private TestServer _server = null!;

    public async Task InitializeAsync() => _server = await TestServer.StartAsync(token: "s3cret");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Verbs_should_work_on_the_server_and_open_no_directory()
    {
        (await RunAsync("limit", "add", "k", "--rate", "2", "--per", "1h")).ShouldPrint("configured\n");
        Assert.Equal(ExitCode.Done, (await RunAsync("limit", "check", "k", "--cost", "2")).Code);
        Assert.Equal(ExitCode.Denied, (await RunAsync("limit", "check", "k")).Code);
        Assert.Equal(ExitCode.Denied, (await RunAsync("limit", "check-all", "k")).Code);
        Assert.Contains("\"total_denied\": 1", (await RunAsync("limit", "status", "k")).Output, StringComparison.Ordinal);
        Assert.Contains("\"key\": \"k\"", (await RunAsync("limit", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("\"total_denied\": 1", (await RunAsync("limit", "top")).Output, StringComparison.Ordinal);
        (await RunAsync("limit", "reset", "k")).ShouldPrint("reset\n");
        (await RunAsync("limit", "history", "k")).ShouldPrint("[]\n");
        (await RunAsync("log", "flush", "--json")).ShouldPrint("{\"ok\":true}\n");
        (await RunAsync("log", "compact")).ShouldPrint("compacted\n");

        Assert.Equal((2, 1, 1), (_server.Limiter.Limits["k"].Remaining, _server.Limiter.Flushes, _server.Limiter.Compactions));
        Assert.Empty(_flint.Source.Opened);
    }

    [Fact]
    public async Task Doctor_should_ask_the_server_and_cut_nothing_there()
    {
        var sound = await RunAsync("doctor");
        _server.Limiter.Report = new DoctorReport { Ok = false, AofBytes = 5, LastSyncError = "fdatasync failed: EIO" };
        var failed = await RunAsync("doctor");

        Assert.Equal((ExitCode.Done, ""), (sound.Code, sound.Errors));
        Assert.Contains("\"limits\": 2", sound.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Failure, "flint: fdatasync failed: EIO\n"), (failed.Code, failed.Errors));
        (await RunAsync("doctor", "--fix")).ShouldFail(ExitCode.Usage, "--fix is for one that nobody holds");
        Assert.Empty(_flint.Source.Looks);
    }

    [Fact]
    public async Task The_token_should_come_from_the_environment_too()
    {
        _flint.Environment["FLINT_SERVER_TOKEN"] = "s3cret";

        (await _flint.RunAsync("limit", "list", "--server", _server.Url)).ShouldPrint("[]\n");
    }

    [Fact]
    public async Task What_the_server_says_should_be_said()
    {
        (await _flint.RunAsync("limit", "list", "--server", _server.Url, "--token", "guess")).ShouldFail(ExitCode.Failure, "unauthorized");
        (await RunAsync("limit", "check", "nobody")).ShouldFail(ExitCode.Failure, "limit is not configured: nobody");
        (await RunAsync("limit", "status", "nobody")).ShouldPrint("null\n");
    }

    [Fact]
    public async Task A_server_that_is_not_there_should_be_a_failure()
    {
        await _server.StopAsync();

        (await RunAsync("limit", "list")).ShouldFail(ExitCode.Failure, "no connection to http://127.0.0.1:");
    }

    [Theory]
    [InlineData("limit list --server x", "is no address")]
    [InlineData("limit list --server http://127.0.0.1:1 --data-dir d", "cannot stand together")]
    [InlineData("server start --server http://127.0.0.1:1", "cannot stand together")]
    public async Task What_makes_no_sense_should_be_refused(string line, string error) =>
        (await _flint.RunAsync(line.Split(' '))).ShouldFail(ExitCode.Usage, error);

    [Fact]
    public async Task A_directory_that_a_server_holds_should_be_told_with_the_command_that_works()
    {
        _flint.Source.Refusal = new DataDirectoryLockedException("d", 4711, _server.Url);

        var ended = await _flint.RunAsync("--json", "limit", "check", "it's", "--data-dir", Path.GetTempPath(), "--cost", "2");

        ended.ShouldFail(ExitCode.Failure, "data directory is already locked: d");
        Assert.Contains($"; ask it: flint --server {_server.Url} --json limit check 'it'\\''s' --cost 2\n", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--token s3cret --data-dir . limit list")]
    [InlineData("--token=s3cret limit list --data-dir=.")]
    public async Task The_command_that_works_should_not_tell_the_token(string line)
    {
        _flint.Source.Refusal = new DataDirectoryLockedException(".", 4711, _server.Url);

        var ended = await _flint.RunAsync(line.Split(' '));

        Assert.Equal($"flint: {_flint.Source.Refusal.Message}; ask it with the same --token: flint --server {_server.Url} limit list\n", ended.Errors);
    }

    private Task<Ended> RunAsync(params string[] args) => _flint.RunAsync([.. args, "--server", _server.Url, "--token", "s3cret"]);
}
