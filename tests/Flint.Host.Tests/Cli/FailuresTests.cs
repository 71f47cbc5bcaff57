using Flint.Host.Cli;
using Flint.Host.Tests.Support;

namespace Flint.Host.Tests.Cli;

public sealed class FailuresTests
{
    private readonly TestProgram _flint = new();

    public static TheoryData<string[], string> BadInput => new()
    {
        { ["limit", "add", "", "--rate", "5", "--per", "1s"], "key must not be empty" },
        { ["limit", "add", new string('k', 513), "--rate", "5", "--per", "1s"], "at most 512 bytes" },
        { ["limit", "add", "a\nb", "--rate", "5", "--per", "1s"], "control characters" },
        { ["limit", "add", "n", "--rate", "0", "--per", "1s"], "rate must be from 1" },
        { ["limit", "add", "n", "--rate", "-1", "--per", "1s"], "rate must be from 1" },
        { ["limit", "add", "n", "--rate", "1000000000001", "--per", "1s"], "rate must be from 1" },
        { ["limit", "add", "n", "--rate", "9223372036854775808", "--per", "1s"], "--rate must be a whole number up to 9223372036854775807" },
        { ["limit", "add", "n", "--rate", "many", "--per", "1s"], "--rate must be a whole number" },
        { ["limit", "add", "n", "--rate", "5", "--per", "0ms"], "it must be from 1ms to 3660d" },
        { ["limit", "add", "n", "--rate", "5", "--per", "5x"], "invalid duration \"5x\"" },
        { ["limit", "add", "n", "--rate", "5", "--per", "99999999999d"], "it must be from 1ms to 3660d" },
        { ["limit", "add", "n", "--rate", "5", "--per", "1s", "--algorithm", "leaky"], "unknown algorithm \"leaky\"" },
        { ["limit", "add", "n", "--rate", "5"], "--per" },
        { ["limit", "add", "n", "--per", "5s"], "--rate" },
        { ["limit", "add", "--rate", "5", "--per", "5s"], "add" },
        { ["limit", "add", "n", "m", "--rate", "5", "--per", "5s"], "'m'" },
        { ["limit", "check", ""], "key must not be empty" },
        { ["limit", "check", "k", "--cost", "0"], "cost must be at least 1, not 0" },
        { ["limit", "check", "k", "--cost", "-3"], "cost must be at least 1, not -3" },
        { ["limit", "check", "k", "--cost", "6"], "cost 6 exceeds configured rate capacity 5" },
        { ["limit", "check", "k", "--cost", "9223372036854775808"], "--cost must be a whole number up to 9223372036854775807" },
        { ["limit", "check", "k", "--cost", "1", "--cost", "1"], "--cost" },
        { ["limit", "check-all"], "check_all takes 1 to 64 items, not 0" },
        { ["limit", "check-all", .. Enumerable.Range(0, 65).Select(i => $"k{i}")], "check_all takes 1 to 64 items, not 65" },
        { ["limit", "check-all", "k", "k"], "duplicate key in check_all: k" },
        { ["limit", "check-all", "k", "--cost", "k"], "--cost must be KEY=N, not \"k\"" },
        { ["limit", "check-all", "k", "--cost", "k="], "--cost k= must be a whole number" },
        { ["limit", "check-all", "k", "--cost", "k=0"], "cost must be at least 1, not 0" },
        { ["limit", "check-all", "k", "--cost", "k=9223372036854775808"], "must be a whole number" },
        { ["limit", "check-all", "k", "--cost", "other=1"], "--cost names a key that is not checked: other" },
        { ["limit", "check-all", "k", "--cost", "k=1", "--cost", "k=2"], "--cost names a key twice: k" },
        { ["limit", "check-all", "k", "--costs", "1,2"], "--costs gives 2 costs for 1 keys" },
        { ["limit", "check-all", "k", "--costs", "x"], "--costs must be a whole number" },
        { ["limit", "check-all", "k", "--costs", "1", "--cost", "k=1"], "cannot stand together" },
        { ["limit", "status", "a\tb"], "control characters" },
        { ["limit", "status"], "status" },
        { ["limit", "reset", ""], "key must not be empty" },
        { ["limit", "history", ""], "key must not be empty" },
        { ["limit", "history"], "history" },
        { ["limit", "top", "--by", "x"], "flint: unsupported top selector: x\n" },
        { ["limit", "top", "--by", "Denied"], "flint: unsupported top selector: Denied\n" },
        { ["limit", "top", "--by", ""], "flint: unsupported top selector: \n" },
        { ["limit", "top", "--limit", "0"], "--limit must be a whole number from 1" },
        { ["limit", "top", "--limit", "many"], "--limit must be a whole number from 1" },
        { ["limit", "list", "--data-dir", ""], "--data-dir must name a directory" },
        { ["limit", "list", "--data-dir"], "--data-dir" },
        { ["doctor", "k"], "'k'" },
        { ["server", "start", "--sync", "sometimes"], "flint: Argument 'sometimes' not recognized. Must be one of: 'always' 'batch'\n" },
        { ["limit"], "command" },
        { [], "command" },
        { ["nonsense"], "nonsense" },
        { ["limit", "list", "--nonsense"], "--nonsense" },
    };

    public static TheoryData<Exception, int, string> Refusals => new()
    {
        { new DataDirectoryLockedException("/d", 7, "http://127.0.0.1:7878"), ExitCode.Failure, "data directory is already locked: /d (held by process 7" },
        { new CorruptStorageException("flint.aof", 3, 120, "checksum"), ExitCode.Failure, "corrupt storage: flint.aof, line 3, byte 120: checksum" },
        { new UnsupportedFormatException("version 9"), ExitCode.Failure, "version 9" },
        { new StorageFailedException("fsync"), ExitCode.Failure, "fsync" },
        { new IOException("no space"), ExitCode.Failure, "flint: no space" },
        { new UnauthorizedAccessException("denied"), ExitCode.Failure, "flint: denied" },
        { new OperationCanceledException(), ExitCode.Failure, "flint: cancelled" },
        { new InvalidOperationException("a\nb"), ExitCode.Failure, "flint: InvalidOperationException: a\\u000Ab" },
    };

    [Theory]
    [MemberData(nameof(BadInput))]
    public async Task Bad_input_should_have_its_own_error_and_change_nothing(string[] line, string error)
    {
        await _flint.Limiter.LimitAsync("k", 5, "1s");
        var before = _flint.Limiter.Limits.ToDictionary();

        (await _flint.RunAsync(line)).ShouldFail(ExitCode.Usage, error);

        Assert.Equal(before, _flint.Limiter.Limits.ToDictionary());
        Assert.True(line is not [_, "add", ..] || _flint.Source.Opened.Count == 0, "a refused add must not create a directory");
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_limiter_that_cannot_be_opened_should_be_told_in_one_line(Exception refusal, int code, string error)
    {
        _flint.Source.Refusal = refusal;

        var ended = await _flint.RunAsync("limit", "list");

        ended.ShouldFail(code, error);
        Assert.Single(ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("limit check nobody")]
    [InlineData("limit reset nobody")]
    [InlineData("limit check-all nobody")]
    public async Task A_key_without_a_limit_should_be_a_failure(string line) =>
        (await _flint.RunAsync(line.Split(' '))).ShouldFail(ExitCode.Failure, "flint: limit is not configured: nobody");

    [Theory]
    [InlineData("limit list")]
    [InlineData("limit status k")]
    [InlineData("limit check k")]
    [InlineData("limit check-all k")]
    [InlineData("limit reset k")]
    [InlineData("limit history k")]
    [InlineData("limit top")]
    [InlineData("log flush")]
    [InlineData("log compact")]
    [InlineData("doctor")]
    [InlineData("doctor --fix")]
    public async Task Only_add_and_start_should_do_without_a_directory(string line)
    {
        var missing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        (await _flint.RunAsync([.. line.Split(' '), "--data-dir", missing])).ShouldFail(ExitCode.NoDataDirectory, $"flint: no data directory at {missing}");
        _flint.Source.DefaultDataDirectory = missing;
        (await _flint.RunAsync(line.Split(' '))).ShouldFail(ExitCode.NoDataDirectory, $"flint: no data directory at {missing}");

        Assert.False(Directory.Exists(missing));
        Assert.Empty(_flint.Source.Opened);
        Assert.Empty(_flint.Source.Looks);
        (await _flint.RunAsync("limit", "add", "k", "--rate", "1", "--per", "1s", "--data-dir", missing)).ShouldPrint("configured\n");
    }

    [Theory]
    [InlineData("limit add k --rate 1 --per 1s")]
    [InlineData("limit list")]
    [InlineData("limit check k")]
    [InlineData("template add * --rate 1 --per 1s")]
    [InlineData("template list")]
    [InlineData("log compact")]
    [InlineData("doctor")]
    [InlineData("doctor --fix")]
    [InlineData("server start --bind 127.0.0.1:0")]
    public async Task A_file_in_the_place_of_the_directory_should_be_told_as_such_by_every_verb(string line)
    {
        var file = Path.GetTempFileName();
        try
        {
            var ended = await _flint.RunAsync([.. line.Split(' '), "--data-dir", file]);

            ended.ShouldFail(ExitCode.NoDataDirectory, $"flint: no data directory at {file}: it is a file, --data-dir names a directory\n");
            _flint.Source.DefaultDataDirectory = file;
            Assert.Equal(ended, await _flint.RunAsync(line.Split(' ')));
            Assert.Empty(_flint.Source.Opened);
            Assert.Empty(_flint.Source.Looks);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--data-dir D limit add k --rate 1 --per 1s")]
    [InlineData("limit --data-dir D add k --rate 1 --per 1s")]
    [InlineData("limit add k --rate 1 --per 1s --data-dir=D")]
    public async Task The_directory_should_stand_before_or_after_the_verb(string line)
    {
        await _flint.RunAsync(line.Split(' '));

        Assert.Equal([("D", null)], _flint.Source.Opened);
    }

    [Fact]
    public async Task What_is_left_out_should_be_left_to_the_settings()
    {
        await _flint.RunAsync("limit", "add", "k", "--rate", "1", "--per", "1s");

        Assert.Equal([(null, null)], _flint.Source.Opened);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("limit add --help")]
    [InlineData("server start --help")]
    [InlineData("--version")]
    public async Task Help_should_be_no_error(string line)
    {
        var ended = await _flint.RunAsync(line.Split(' '));

        Assert.Equal((ExitCode.Done, ""), (ended.Code, ended.Errors));
        Assert.NotEqual("", ended.Output);
    }

    // Apart from the other bad input: the test framework's own transport of a row would repair it.
    [Fact]
    public async Task A_key_with_a_lone_surrogate_should_be_refused_not_repaired()
    {
        (await _flint.RunAsync("limit", "add", "a\ud800", "--rate", "5", "--per", "1s")).ShouldFail(ExitCode.Usage, "lone surrogate");
        (await _flint.RunAsync("limit", "check", "a\ud800")).ShouldFail(ExitCode.Usage, "lone surrogate");
    }

    [Fact]
    public void A_command_line_that_is_not_utf8_should_be_refused()
    {
        CommandLineBytes.RequireUtf8("flint\0limit\0é\uFFFD\0"u8);

        Assert.Throws<UsageException>(() => CommandLineBytes.RequireUtf8([(byte)'f', 0, 0xed, 0xa0, 0x80]));
        CommandLineBytes.RequireUtf8(["limit", "check", "\uFFFD"]);
    }
}
